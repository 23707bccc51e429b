"""A strict check in front of cbor2: the encoding that a voucher uses, and nothing else.

Untrusted bytes are checked first (shortest integers, definite lengths, no repeated key,
few items, shallow, known tags); only then does cbor2 build objects from them.
"""

import cbor2

MAX_DEPTH = 6
MAX_ITEMS = 200
_UINT, _NEGINT, _BYTES, _TEXT, _ARRAY, _MAP, _TAG, _SIMPLE = range(8)
_SIMPLE_ALLOWED = {20, 21, 22}  # false, true, null


def loads(data, tags=()):
    """The object, or ValueError.

    >>> loads(bytes.fromhex("a201020304"))
    {1: 2, 3: 4}
    >>> loads(bytes.fromhex("a201020104"))
    Traceback (most recent call last):
    ValueError: repeated key
    >>> loads(bytes.fromhex("010203"))
    Traceback (most recent call last):
    ValueError: bytes after the end
    >>> loads(bytes.fromhex("1801"))
    Traceback (most recent call last):
    ValueError: number not in its shortest form
    """
    if _Walker(data, tags).item(0, 0) != len(data):
        raise ValueError("bytes after the end")
    try:
        return cbor2.loads(data)
    except (cbor2.CBORDecodeError, ValueError, TypeError) as err:
        raise ValueError("not CBOR") from err


def dumps(value):
    """Deterministic encoding."""
    return cbor2.dumps(value, canonical=True)


class _Walker:
    """Checks the encoding without building anything."""

    def __init__(self, data, tags):
        self.data = data
        self.tags = tags
        self.items = 0

    def item(self, at, depth):
        """Position after the item that starts at `at`."""
        self.items += 1
        if depth > MAX_DEPTH or self.items > MAX_ITEMS:
            raise ValueError("too deep or too long")
        kind, value, after = self.head(at)
        if kind in (_BYTES, _TEXT):
            return self.skip(after, value)
        if kind == _ARRAY:
            return self.array(after, value, depth)
        if kind == _MAP:
            return self.map(after, value, depth)
        if kind == _TAG:
            if value not in self.tags:
                raise ValueError("unknown tag")
            return self.item(after, depth + 1)
        if kind == _SIMPLE and value not in _SIMPLE_ALLOWED:
            raise ValueError("unknown simple value")
        return after

    def head(self, at):
        """(major type, argument, position after the head)."""
        first = self.data[at : at + 1]
        if not first:
            raise ValueError("cut short")
        kind, info = first[0] >> 5, first[0] & 31
        if info < 24:
            return kind, info, at + 1
        if info > 27 or kind == _SIMPLE:
            raise ValueError("indefinite length, float or reserved value")
        size = 1 << (info - 24)
        after = self.skip(at + 1, size)
        value = int.from_bytes(self.data[at + 1 : after], "big")
        if value < (24 if size == 1 else 1 << (4 * size)):
            raise ValueError("number not in its shortest form")
        return kind, value, after

    def skip(self, at, size):
        """Position after `size` bytes."""
        if at + size > len(self.data):
            raise ValueError("cut short")
        return at + size

    def array(self, at, size, depth):
        """Position after the elements."""
        for _index in range(min(size, MAX_ITEMS + 1)):
            at = self.item(at, depth + 1)
        return at

    def map(self, at, size, depth):
        """Position after the pairs."""
        keys = set()
        for _index in range(min(size, MAX_ITEMS + 1)):
            end = self.item(at, depth + 1)
            key = self.data[at:end]
            if key in keys:
                raise ValueError("repeated key")
            keys.add(key)
            at = self.item(end, depth + 1)
        return at
