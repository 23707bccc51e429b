"""Effect of moves on the balance of a fund; no ``env`` here."""

#: kind of move -> its effect on (reserved, spent)
SIGNS = {"reserve": (1, 0), "spend": (-1, 1), "return": (1, -1), "release": (-1, 0)}


def effect(sums):
    """The sum that moves add to (reserved, spent).

    :param dict sums: {kind: amount of all moves of this kind}

    >>> effect({"spend": 30, "release": 20})
    (-50.0, 30.0)
    >>> effect({"spend": 30, "return": 10}), effect({})
    ((-20.0, 20.0), (0.0, 0.0))
    """
    reserved = spent = 0.0
    for kind, amount in sums.items():
        of_reserved, of_spent = SIGNS[kind]
        reserved += of_reserved * float(amount)
        spent += of_spent * float(amount)
    return reserved, spent
