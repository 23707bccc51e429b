"""Many records worked on together; a refused one does not affect the others."""

from odoo.exceptions import UserError


def by_halves(records, work, refuse, errors=(UserError,)):
    """Do the work for all records; if that is refused, for each half of them.

    Refused work is rolled back, and the records are worked on in their order: in the end a record
    at fault is refused alone, and the others are done as if it had not been there.

    :param work: function of records, run in a savepoint; returns a list with an answer for each
    :param refuse: function of a record and its refusal; returns the answer
    :param errors: the classes of refusal; any other error stops everything
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
