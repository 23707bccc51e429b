"""The page that holds the form of a POST route; no ``env`` here."""

from urllib.parse import quote

#: hidden field of every form of the suite: the user the page was rendered for
STAMP = "form_of"
#: parameter of an address that restores a kept form; the page's frame reads it
KEPT = "kept"
#: fields that are never kept: those of the session, and people's secrets
UNKEPT = (
    "csrf_token",
    STAMP,
    "pin",
    "password",
    "confirm_password",
    "token",
    "totp_token",
    "one_time_code",
)


def form_page(address):
    """Declare, on a route that receives a form, the page that holds the form.

    Every such route does: a request without the form, or after the session ended, is redirected
    there (``ir.http``). The address may name arguments of the route and fields of the form.

    >>> @form_page("/my/{number}/review")
    ... def submit(number):
    ...     return number
    >>> submit.form_page, submit(7)
    ('/my/{number}/review', 7)
    """

    def mark(endpoint):
        endpoint.form_page = address
        return endpoint

    return mark


class _Quoted(dict):
    """Parts of an address; a missing one is empty."""

    def __missing__(self, _name):
        return ""


def fill(address, values):
    """The address with its values.

    >>> fill("/my/{number}/{step}", {"number": "a/b", "step": "person", "more": 1})
    '/my/a%2Fb/person'
    >>> fill("/assistance/{code}", {}), fill("/assistance/{code}", {"code": "MED"})
    ('/assistance', '/assistance/MED')
    """
    quoted = {name: quote(str(value), safe="") for name, value in values.items()}
    return address.format_map(_Quoted(quoted)).rstrip("/")


def keepable(fields):
    """The fields of a form to keep, as {name: values}: no secrets, no files, no unprintable values.

    :param fields: (name, values) of each field

    >>> keepable([("phone", ["0700"]), ("pin", ["1234"]), ("name", ["a\\0"]), ("ids", ["1", "2"])])
    {'phone': ['0700'], 'ids': ['1', '2']}
    """
    return {
        name: list(values)
        for name, values in fields
        if name not in UNKEPT and not any("\0" in value for value in values)
    }
