"""Two bits for each voucher copy, as in the Token Status List draft: small, and silent on who.

An index is drawn at random from a range at most half full, so it tells nothing of the order
of issue; ranges are so large that most programmes never leave the first one.
"""

import base64
import zlib

BITS = 2
USABLE, REDEEMED, REVOKED, SUSPENDED = range(4)  # SUSPENDED stands for expired too
FIRST_SIZE = 1 << 20  # indexes


def size_for(copies):
    """Length of the list when so many copies were made.

    >>> size_for(0), size_for(524_288), size_for(524_289)
    (1048576, 1048576, 2097152)
    """
    size = FIRST_SIZE
    while copies * 2 > size:
        size *= 2
    return size


def pack(size, indexes):
    """Base64 of the compressed list; `indexes` is {status: indexes with it}.

    >>> read(pack(16, {REDEEMED: [3], REVOKED: [4, 15]}), 16)
    [0, 0, 0, 1, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2]
    """
    bits = bytearray(size * BITS // 8)
    for status, found in indexes.items():
        for index in found:
            bits[index >> 2] |= status << (index & 3) * BITS
    # random places have no longer patterns than runs of zero: level 9 takes 70 times as long
    stream = zlib.compressobj(9, zlib.DEFLATED, zlib.MAX_WBITS, 9, zlib.Z_RLE)
    return base64.b64encode(stream.compress(bytes(bits)) + stream.flush()).decode()


def read(text, size):
    """The statuses, as a verifier reads them."""
    bits = zlib.decompress(base64.b64decode(text))
    return [bits[index >> 2] >> (index & 3) * BITS & 3 for index in range(size)]
