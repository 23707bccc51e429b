"""An error page without a database: for requests so broken that nothing may be looked up."""

from html import escape

from werkzeug import Response

from .page_headers import POLICY, frame_policy, protect

STYLE = "/g2p_suite_page/static/src/page/frame.css"
#: status: (title, what to do); English, since no language can be looked up
SENTENCES = {
    404: ("Page not found", "This page does not exist. Check the address."),
    405: ("This page cannot be opened this way", "Go to the start and open it from there."),
    413: ("The files are too large", "Send fewer or smaller files at a time."),
    500: ("Something went wrong", "It is not your fault. Try again in a few minutes."),
}
OTHER = ("This did not work", "Check the address, or go to the start.")


def bare_page(status, way="/", of=None):
    """A complete page with a way on.

    :param str way: the address of its link
    :param of: the exception that it answers, for its own headers (`Allow`)

    >>> page = bare_page(404)
    >>> page.status_code, "Page not found" in page.get_data(as_text=True)
    (404, True)
    >>> "default-src 'none'" in page.headers["Content-Security-Policy"]
    True
    >>> from werkzeug.exceptions import MethodNotAllowed
    >>> page = bare_page(405, of=MethodNotAllowed(["GET"]))
    >>> page.status_code, page.headers["Allow"]
    (405, 'GET')
    >>> '"/x&quot;"' in bare_page(500, '/x"').get_data(as_text=True)
    True
    """
    title, advice = SENTENCES.get(status, OTHER)
    page = (
        f'<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8"/><title>{title}</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1"/>'
        f'<link rel="stylesheet" href="{STYLE}"/></head><body><main id="main">'
        f'<div id="wrap" class="g2p-page"><h1>{title}</h1><p>{advice}</p>'
        f'<p><a class="btn btn-primary" href="{escape(way)}">Go to the start</a></p>'
        "</div></main></body></html>"
    )
    response = of.get_response() if of else Response(status=status)
    response.set_data(page)
    response.headers["Content-Type"] = "text/html; charset=utf-8"
    response.headers[POLICY] = frame_policy()
    response.headers["Cache-Control"] = "no-store"
    protect(response.headers)
    return response
