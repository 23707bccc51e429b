"""Files and pages for one person, which must not be cached."""

from odoo.http import content_disposition, request

#: headers of a response for one person: no caching, no sniffing, no referrer
PRIVATE = (
    ("Cache-Control", "private, no-store"),
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "no-referrer"),
    ("X-Robots-Tag", "noindex"),
)


def file_response(name, content, mimetype, is_shown=True, headers=()):
    """A response with a file that the browser shows, or saves.

    :param str name: the name under which it is saved
    :param headers: further headers, as (name, value)
    """
    disposition = content_disposition(name)
    if is_shown:
        disposition = disposition.replace("attachment", "inline", 1)
    own = [("Content-Type", mimetype), ("Content-Disposition", disposition)]
    return request.make_response(content, [*own, *PRIVATE, *headers])
