"""Many records worked on together, of which one that is refused leaves the others alone."""

from odoo.exceptions import UserError


def by_halves(records, work, refuse, errors=(UserError,)):
    """Do the work with all of the records; where that is refused, with each half of them.

    Nothing stands of what was refused, and the records are worked on in their order: in the end
    one that is at fault is alone with its refusal, and the others are as if it had not been there.

    :param work: function of records, inside a savepoint; gives a list with an answer for each
    :param refuse: function of a record and its refusal, gives the answer
    :param errors: the kinds of refusal; any other error ends everything
    :return: list of the answers, in the order of the records
    """
    if not records:
        return []
    try:
        with records.env.cr.savepoint():
            return work(records)
    except errors as error:
        if len(records) == 1:
            return [refuse(records, error)]
    half = len(records) // 2
    first = by_halves(records[:half], work, refuse, errors)
    return first + by_halves(records[half:], work, refuse, errors)
