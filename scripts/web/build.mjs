/**
 * build.mjs TARGET: bundles the scanner page's third-party code for browsers.
 * The decoder is gzipped here, so that it is small even if the web server does not compress.
 */

import { build } from "esbuild";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import path from "node:path";

const here = import.meta.dirname ?? path.dirname(new URL(import.meta.url).pathname);
const modules = path.join(here, "node_modules");
const target = process.argv[2];
const ENTRIES = {
    zxing: 'export { prepareZXingModule, readBarcodes } from "zxing-wasm/reader";',
    "noble-ed25519": 'export { verifyAsync } from "@noble/ed25519";',
};
const LICENCES = ["zxing-wasm", "@noble/ed25519"];
const NOTICE = `zxing_reader.bin holds zxing-cpp (Apache License 2.0, https://github.com/zxing-cpp/zxing-cpp).\n`;

// the packages' own default address of the decoder; never requested, since the page passes the
// bytes
const FOREIGN = /https:\/\/[\w.-]*jsdelivr\.net\/[^`"']*/g;

mkdirSync(target, { recursive: true });
for (const [name, contents] of Object.entries(ENTRIES)) {
    const { outputFiles } = await build({
        stdin: { contents, resolveDir: here },
        bundle: true,
        minify: true,
        format: "esm",
        target: "es2020",
        legalComments: "none",
        write: false,
    });
    const code = outputFiles[0].text.replaceAll(FOREIGN, "");
    if (code.includes("://")) {
        throw new Error(`${name}.js names another host`);
    }
    writeFileSync(path.join(target, `${name}.js`), code);
}
const wasm = readFileSync(path.join(modules, "zxing-wasm/dist/reader/zxing_reader.wasm"));
writeFileSync(path.join(target, "zxing_reader.bin"), gzipSync(wasm, { level: 9 }));
const texts = LICENCES.map((name) => `${name}\n\n${readFileSync(path.join(modules, name, "LICENSE"), "utf8")}`);
writeFileSync(path.join(target, "LICENSES.txt"), [...texts, NOTICE].join("\n\n"));
