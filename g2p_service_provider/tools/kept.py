"""Submitted forms, kept in the session for the page that answers them.

A form is answered with a redirect (post/redirect/get), so that Back and reload work. The URL
contains a random key; the form itself stays on the server, in the sender's session, for a while.
"""

import json
import secrets
import time

PLACE = "g2p_provider_kept"
MOST = 12  # per session
SECONDS = 3600
LONGEST = 20_000  # characters per form: each request reads the whole session


def keep(session, owner, values, now=None):
    """Store plain values in the session and return their key; longer ones than any form of these
    pages are not stored.

    :param str owner: user and page of the values

    >>> session = {}
    >>> word = keep(session, "7", {"text": "A"}, now=0)
    >>> find(session, "7", word, now=60), find(session, "8", word, now=60)
    ({'text': 'A'}, None)
    >>> find(session, "7", word, now=SECONDS), find(session, "7", "other", now=60)
    (None, None)
    >>> words = [keep(session, "7", {}, now=0) for _number in range(MOST)]
    >>> find(session, "7", word, now=60), find(session, "7", words[0], now=60)
    (None, {})
    >>> find(session, "7", keep(session, "7", {"text": "A" * LONGEST}, now=0), now=60)
    """
    moment = time.time() if now is None else now
    word = secrets.token_urlsafe(16)
    if len(json.dumps(values)) > LONGEST:
        return word
    fresh = [row for row in session.get(PLACE) or [] if row[1] > moment - SECONDS]
    # a new list: sessions are saved only if a value is replaced
    session[PLACE] = [*fresh[1 - MOST :], [word, moment, owner, values]]
    return word


def find(session, owner, word, now=None):
    """The owner's values that the session keeps under the key, or None."""
    moment = time.time() if now is None else now
    for known, when, whose, values in session.get(PLACE) or []:
        if (known, whose) == (word, owner) and when > moment - SECONDS:
            return values
    return None
