"""The security headers of every page."""

import re
from urllib.parse import urlsplit

POLICY = "Content-Security-Policy"
#: framed by its own site only: the office previews templates, and websites their pages
FRAMES = "frame-ancestors 'self'"
#: website themes load fonts from another host, which would learn who reads a page of a case
LOOKS = {"font-src": "'self' data:", "style-src": "'self' 'unsafe-inline'"}
HOST = re.compile(r"[\w.-]+(:\d+)?")


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
