"""Checks whether a PDF can be read, and finds active or embedded content; no ``env`` here.

Runs in a separate process (``apart.py``): a hostile file affects that process, never the server.
Uses the library that Odoo ships with (PyPDF2, or pypdf where a distribution has that).
"""

import io
import re

try:
    from PyPDF2 import PdfReader
    from PyPDF2.generic import IndirectObject, NameObject
except ImportError:
    from pypdf import PdfReader
    from pypdf.generic import IndirectObject, NameObject

#: active or embedded content -> the PDF names that declare it (ISO 32000-1, 12.6)
ACTIVE = {
    "scripts": {"/JS", "/JavaScript", "/XFA", "/Rendition"},
    "actions": {"/Launch", "/SubmitForm", "/ImportData", "/GoToE"},
    "files": {"/EmbeddedFile", "/EmbeddedFiles", "/EF", "/RichMedia"},
}
#: some part could not be checked
UNREAD = "unread"
#: bytes in which readers look for the header (ISO 32000-1, annex H.3.4.1)
HEADER_WITHIN = 1024
_OBJECT = re.compile(rb"\d\s+\d+\s+obj\b")
_ESCAPE = re.compile(r"#([0-9A-Fa-f]{2})")


class Unreadable(ValueError):
    """``args[0]`` is *password* or *damaged*."""


def look(content):
    """The active or embedded content of the PDF, as a sorted list of the keys of ``ACTIVE``.

    :raises Unreadable: when it cannot be opened without a password, or not at all
    """
    _bring_ciphers()
    if _is_cut_off(content):
        raise Unreadable("damaged")
    reader = _open(content)
    if not _has_pages(reader):
        raise Unreadable("damaged")
    return sorted(_carried(reader))


def _is_cut_off(content):
    """Whether objects follow the last end mark: an incomplete update.

    >>> _is_cut_off(b"%PDF-1.7 ... %%EOF 7 0 obj <</Type")
    True
    >>> _is_cut_off(b"%PDF-1.7 ... 7 0 obj ... %%EOF and what a mail server added")
    False
    """
    _head, end, tail = content.rpartition(b"%%EOF")
    return not end or bool(_OBJECT.search(tail))


def _open(content):
    """A reader of the file; positions count from the header or from the start."""
    start = max(content.find(b"%PDF-", 0, HEADER_WITHIN), 0)
    for offset in dict.fromkeys((start, 0)):
        try:
            reader = PdfReader(io.BytesIO(content[offset:]), strict=False)
            locked = reader.is_encrypted and not reader.decrypt("")
            if not locked and not _has_pages(reader):
                continue
        except Exception:  # noqa: BLE001, S112 - the library raises anything on a damaged file
            continue
        if locked:
            raise Unreadable("password")
        return reader
    raise Unreadable("damaged")


def _has_pages(reader):
    """Whether there is a page, and each page has the content and pictures that it names."""
    pages = list(reader.pages)
    return bool(pages) and all(_is_whole(page) for page in pages)


def _is_whole(page):
    parts = []
    if "/Contents" in page:
        contents = page["/Contents"]
        parts += contents if isinstance(contents, list) else [contents]
    resources = page.get("/Resources")
    resources = resources.get_object() if resources is not None else {}
    pictures = resources.get("/XObject") or {}
    parts += pictures.get_object().values() if pictures else []
    return all(part is not None and part.get_object() is not None for part in parts)


def _carried(reader):
    """Follow every reference in the file and collect its active or embedded content."""
    found, seen, waiting = set(), set(), [reader.trailer]
    while waiting:
        thing = waiting.pop()
        if isinstance(thing, IndirectObject):
            place = (thing.idnum, thing.generation)
            if place in seen:
                continue
            seen.add(place)
            try:
                thing = reader.get_object(thing)
            except Exception:  # noqa: BLE001 - see _open
                found.add(UNREAD)
                continue
        found |= _named(thing)
        waiting += _parts(thing)
    return found


def _parts(thing):
    if isinstance(thing, dict):  # raw: the library's own items() would follow references
        return [dict.__getitem__(thing, key) for key in thing]
    return list(thing) if isinstance(thing, list) else []


def _named(thing):
    names = [thing] if isinstance(thing, NameObject) else thing if isinstance(thing, dict) else ()
    plain = {_plain(str(name)) for name in names}
    return {kind for kind, marks in ACTIVE.items() if marks & plain}


def _plain(name):
    """A name with its escapes decoded.

    >>> _plain("/J#61vaScript")
    '/JavaScript'
    """
    return _ESCAPE.sub(lambda match: chr(int(match[1], 16)), name)


def _bring_ciphers():
    """Let PyPDF2 open encrypted files that need no password to be opened.

    It decrypts only with PyCryptodome; Odoo and the suite use ``cryptography``.
    """
    try:
        from PyPDF2 import _encryption as theirs
    except ImportError:
        return  # pypdf uses ``cryptography`` itself

    class Aes(theirs.CryptBase):
        def __init__(self, key):
            self.key = key

        def decrypt(self, data):
            body = data[16 : len(data) - len(data) % 16]
            clear = _aes(self.key, data[:16], body) if body else b""
            return clear[: -clear[-1]] if clear else clear

    theirs.CryptAES = Aes
    theirs.AES_CBC_encrypt = lambda key, iv, data: _aes(key, iv, data, encrypt=True)
    theirs.AES_CBC_decrypt = _aes
    theirs.AES_ECB_decrypt = lambda key, data: _aes(key, None, data)


def _aes(key, iv, data, encrypt=False):
    """AES as PDF uses it: in CBC mode, or block by block where there is no ``iv``."""
    from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

    mode = modes.CBC(iv) if iv else modes.ECB()  # noqa: S305 - required by the file format
    cipher = Cipher(algorithms.AES(key), mode)
    context = cipher.encryptor() if encrypt else cipher.decryptor()
    return context.update(data) + context.finalize()
