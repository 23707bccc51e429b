"""Base45 (RFC 9285): the text form that a QR code stores in alphanumeric mode."""

ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
_VALUE = {char: index for index, char in enumerate(ALPHABET)}


def encode(data):
    """Text of the bytes.

    >>> encode(b"Hello!!")
    '%69 VD92EX0'
    >>> encode(b"")
    ''
    """
    out = []
    for at in range(0, len(data), 2):
        pair = data[at : at + 2]
        number = int.from_bytes(pair, "big")
        for _digit in range(len(pair) + 1):
            number, rest = divmod(number, 45)
            out.append(ALPHABET[rest])
    return "".join(out)


def decode(text):
    """Bytes of the text; ValueError if it is not Base45.

    >>> decode("QED8WEX0")
    b'ietf!'
    >>> decode("GGW")
    Traceback (most recent call last):
    ValueError: group out of range
    """
    if len(text) % 3 == 1:
        raise ValueError("wrong length")
    try:
        values = [_VALUE[char] for char in text]
    except KeyError:
        raise ValueError("character outside the alphabet") from None
    out = bytearray()
    for at in range(0, len(values), 3):
        group = values[at : at + 3]
        number = sum(value * 45**place for place, value in enumerate(group))
        size = len(group) - 1
        if number >= 256**size:
            raise ValueError("group out of range")
        out += number.to_bytes(size, "big")
    return bytes(out)
