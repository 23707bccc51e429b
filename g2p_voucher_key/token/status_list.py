"""Two bits for each voucher copy, as in the Token Status List draft: small, and anonymous.

An index is drawn at random from a range that is at most half full, so it does not reveal the order
of issue. Ranges are so large that most programmes never leave the first one.
"""

import base64
import zlib

BITS = 2
USABLE, REDEEMED, REVOKED, SUSPENDED = range(4)  # SUSPENDED is used for expired copies too
FIRST_SIZE = 1 << 20  # indexes


def size_for(copies):
    """Length of the list for this number of copies.

    >>> size_for(0), size_for(524_288), size_for(524_289)
    (1048576, 1048576, 2097152)
    """
    size = FIRST_SIZE
    while copies * 2 > size:
        size *= 2
    return size


def bits(size, indexes):
    """The list; `indexes` is {status: indexes with it}.

    >>> bits(8, {REDEEMED: [3], REVOKED: [4]}).hex()
    '4002'
    """
    found = bytearray(size * BITS // 8)
    for status, places in indexes.items():
        for index in places:
            found[index >> 2] |= status << (index & 3) * BITS
    return bytes(found)


def changed(found, statuses):
    """The list with other statuses at some places; `statuses` is [(index, status)].

    >>> changed(bits(8, {REDEEMED: [3], REVOKED: [4]}), [(3, USABLE), (4, SUSPENDED)]).hex()
    '0003'
    """
    new = bytearray(found)
    for index, status in statuses:
        shift = (index & 3) * BITS
        new[index >> 2] = new[index >> 2] & ~(3 << shift) | status << shift
    return bytes(new)


def packed(found):
    """Base64 of the list, compressed."""
    # random places contain no patterns longer than runs of zeros: level 9 takes 70 times as long
    stream = zlib.compressobj(9, zlib.DEFLATED, zlib.MAX_WBITS, 9, zlib.Z_RLE)
    return base64.b64encode(stream.compress(found) + stream.flush()).decode()


def pack(size, indexes):
    """The compressed list; see ``bits`` and ``packed``.

    >>> read(pack(16, {REDEEMED: [3], REVOKED: [4, 15]}), 16)
    [0, 0, 0, 1, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2]
    """
    return packed(bits(size, indexes))


def at(found, index):
    """The status at a place of the list.

    >>> [at(bits(8, {REDEEMED: [3], REVOKED: [4]}), index) for index in range(3, 6)]
    [1, 2, 0]
    """
    return found[index >> 2] >> (index & 3) * BITS & 3


def read(text, size):
    """The statuses, as a verifier reads them."""
    found = zlib.decompress(base64.b64decode(text))
    return [at(found, index) for index in range(size)]
