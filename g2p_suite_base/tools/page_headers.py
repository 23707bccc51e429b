"""What every page says to the browser about itself, besides its content."""

POLICY = "Content-Security-Policy"
#: within the own site only: the office previews templates, and websites their pages
FRAMES = "frame-ancestors 'self'"


def protect(headers):
    """Add what is missing to the headers of a response; what a page says itself stays.

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
    if "frame-ancestors" not in policy:
        headers[POLICY] = f"{policy}; {FRAMES}" if policy else FRAMES
    headers.setdefault("Referrer-Policy", "same-origin")
    headers.setdefault("X-Content-Type-Options", "nosniff")
