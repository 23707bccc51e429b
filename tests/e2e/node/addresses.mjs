/** Maps addresses of the suite's scripts, as on pages, to their files; each is a module. */

const ROOT = new URL("../../../", import.meta.url);

export function resolve(specifier, context, next) {
    return next(specifier.startsWith("/g2p_") ? new URL(specifier.slice(1), ROOT).href : specifier, context);
}

export function load(url, context, next) {
    const isScript = url.startsWith(ROOT.href) && url.endsWith(".js");
    return next(url, isScript ? { ...context, format: "module" } : context);
}
