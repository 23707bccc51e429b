"""The states of programme, cycle and entitlement that allow each step; no ``env`` here.

All these lists are here. A state that is not listed is refused, so a new state of another addon or
a later OpenG2P stops the step until it is listed here.
"""

ACTIVE, ENDED = "active", "ended"
#: marks beside the state of a programme or a cycle
LOCKED, ARCHIVED = "locked", "archived"

_GOING = {"draft", "to_approve", "approved", "distributed"}
_USED = _GOING | {"ended"}
_LIVE = {"approved", "trans2FSP"}
#: redemptions made while the programme ran can be corrected and paid, whatever happened since
_SETTLED = {ACTIVE, ENDED, LOCKED, ARCHIVED}

#: step: states of the programme
PROGRAM = {
    "apply": {ACTIVE},
    "wait": {ACTIVE},
    "decide": {ACTIVE},
    "prepare": {ACTIVE},
    "issue": {ACTIVE},
    "reissue": {ACTIVE},
    "redeem": {ACTIVE},
    "reverse": _SETTLED,
    "claim": _SETTLED,
    "pay": _SETTLED,
}
#: additional states if live vouchers stay valid until their date
KEPT = {"reissue": {ENDED, LOCKED}, "redeem": {ENDED, LOCKED}}
#: step: states of the cycle
CYCLE = {
    "decide": _GOING - {"distributed"},
    "prepare": _GOING,
    "issue": _GOING,
    "reissue": _USED | {LOCKED},
    "redeem": _USED | {LOCKED},
    "reverse": _USED | {LOCKED},
}
#: step: states of the entitlement; for "reverse", those in which a used voucher is usable again
ENTITLEMENT = {
    "prepare": {"approved"},
    "issue": {"approved"},
    "reissue": _LIVE,
    "redeem": _LIVE,
    "reverse": _LIVE | {"rdpd2ben"},
}


def of_program(step, kept):
    """States of the programme that allow a step.

    >>> sorted(of_program("redeem", True)), sorted(of_program("redeem", False))
    (['active', 'ended', 'locked'], ['active'])
    >>> sorted(of_program("issue", True))
    ['active']
    """
    return PROGRAM[step] | (KEPT.get(step, set()) if kept else set())


def marks(state, active=True, locked=False):
    """A state with its marks, for comparison with a list.

    >>> sorted(marks("active", True, True)), sorted(marks("ended", False))
    (['active', 'locked'], ['archived', 'ended'])
    """
    return {state} | ({LOCKED} if locked else set()) | (set() if active else {ARCHIVED})


def first_wrong(found, allowed):
    """The most lasting state that prevents a step; None if there is none.

    >>> first_wrong({"ended", "locked"}, {"active"}), first_wrong({"active"}, {"active"})
    ('ended', None)
    >>> first_wrong({"parked"}, {"active"}), first_wrong({"active", "locked"}, {"active"})
    ('parked', 'locked')
    """
    wrong = found - allowed
    order = sorted(wrong, key=lambda one: (one == LOCKED, one != ARCHIVED, str(one)))
    return order[0] if order else None
