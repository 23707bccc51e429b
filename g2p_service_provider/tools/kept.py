"""What a person has just sent, kept for the page that answers it.

A page that answers a form is shown under an address of its own (post, then redirect), so that
Back and reload work. The address holds a random word; what was sent stays with the server, in
the session of the person who sent it, for a while.
"""

import json
import secrets
import time

PLACE = "g2p_provider_kept"
MOST = 12  # of one session
SECONDS = 3600
LONGEST = 20_000  # characters of one form: each request reads the whole session


def keep(session, owner, values, now=None):
    """The word under which the session keeps the values, which are plain ones; what no form of
    these pages holds is not kept.

    :param str owner: whose they are, and for which page

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
    # a new list: sessions are stored when a value of theirs is another one
    session[PLACE] = [*fresh[1 - MOST :], [word, moment, owner, values]]
    return word


def find(session, owner, word, now=None):
    """What the owner sent and the session keeps under the word, or None."""
    moment = time.time() if now is None else now
    for known, when, whose, values in session.get(PLACE) or []:
        if (known, whose) == (word, owner) and when > moment - SECONDS:
            return values
    return None
