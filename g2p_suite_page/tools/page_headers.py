"""The security headers of every page."""

import re
from urllib.parse import urlsplit

POLICY = "Content-Security-Policy"
#: framed by its own site only: the office previews templates, and websites their pages
FRAMES = "frame-ancestors 'self'"
#: website themes load fonts from another host, which would learn who reads a page of a case
LOOKS = {"font-src": "'self' data:", "style-src": "'self' 'unsafe-inline'"}
HOST = re.compile(r"[\w.-]+(:\d+)?")
#: of pages in the suite's own frame: nothing inline, nothing of another host
OWN = {
    "default-src": "'none'",
    "base-uri": "'none'",
    "connect-src": "'self'",
    "font-src": "'self'",
    "form-action": "'self'",
    "frame-ancestors": "'self'",
    "img-src": "'self' blob: data:",
    "manifest-src": "'self'",
    "media-src": "'self' blob:",
    "script-src": "'self'",
    "style-src": "'self'",
    "worker-src": "'self'",
}
#: sources for which a website may have another host
SERVED = ("font-src", "img-src", "script-src", "style-src")
#: a page that decodes pictures of codes with WebAssembly
SCANNER = {"script-src": "'wasm-unsafe-eval'"}


def frame_policy(more=None, assets=""):
    """The Content-Security-Policy of a page in the suite's own frame.

    :param dict more: further sources by directive, for a page that needs them
    :param str assets: the address from which a website serves its files, where it has one

    >>> policy = frame_policy()
    >>> "default-src 'none'" in policy, "script-src 'self';" in policy, "unsafe" in policy
    (True, True, False)
    >>> "script-src 'self' 'wasm-unsafe-eval'" in frame_policy(SCANNER)
    True
    >>> "img-src 'self' blob: data: files.example.org" in frame_policy(None, "//files.example.org")
    True
    """
    host = urlsplit(assets).netloc
    allowed = f" {host}" if HOST.fullmatch(host) else ""
    parts = []
    for name, sources in OWN.items():
        wider = f" {more[name]}" if name in (more or {}) else ""
        parts.append(f"{name} {sources}{wider}{allowed if name in SERVED else ''}")
    return "; ".join(parts)


def protect(headers, assets=""):
    """Add the missing headers to a response; headers set by the page itself stay.

    :param str assets: the address from which a website serves its files, where it has one

    >>> page = {}
    >>> protect(page)
    >>> page["Content-Security-Policy"], page["Referrer-Policy"]
    ("frame-ancestors 'self'", 'same-origin')
    >>> page = {"Content-Security-Policy": "default-src 'none'"}
    >>> protect(page)
    >>> page["Content-Security-Policy"]
    "default-src 'none'; frame-ancestors 'self'"
    >>> page = {"Content-Security-Policy": "frame-ancestors 'none'"}
    >>> protect(page)
    >>> page["Content-Security-Policy"]
    "frame-ancestors 'none'"
    """
    policy = headers.get(POLICY) or ""
    parts = [policy] if policy else []
    if "frame-ancestors" not in policy:
        parts.append(FRAMES)
    if (headers.get("Content-Type") or "").startswith("text/html"):
        parts += _looks(policy, assets)
    if parts:
        headers[POLICY] = "; ".join(parts)
    headers.setdefault("Referrer-Policy", "same-origin")
    headers.setdefault("X-Content-Type-Options", "nosniff")


def _looks(policy, assets=""):
    """The sources of a page's fonts and styles: its own site, and the host that serves them.

    >>> _looks("")
    ["font-src 'self' data:", "style-src 'self' 'unsafe-inline'"]
    >>> _looks("", "//files.example.org/odoo")[0]
    "font-src 'self' data: files.example.org"
    >>> _looks("", "https://x; script-src *")[0]
    "font-src 'self' data:"
    >>> _looks("default-src 'none'; style-src 'self'")
    []
    """
    if "default-src" in policy:
        return []
    host = urlsplit(assets).netloc
    allowed = f" {host}" if HOST.fullmatch(host) else ""
    return [f"{name} {sources}{allowed}" for name, sources in LOOKS.items() if name not in policy]
