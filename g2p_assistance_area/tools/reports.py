"""The area of the rows of the reports on cases; no ``env`` here."""

#: what the queries of the reports select, and what is added
OF_CASE, WITHOUT_CASE = "a.program_id, a.type_id", "NULL::int AS type_id"


def with_area(query):
    """The query of a report with the column ``area_id`` beside the type of the case.

    >>> with_area("SELECT a.program_id, a.type_id, a.id FROM g2p_assistance_application a")
    'SELECT a.program_id, a.type_id, a.area_id, a.id FROM g2p_assistance_application a'

    Rows of a query without a case, such as those of a fund, have no area:

    >>> with_area("SELECT f.program_id, NULL::int AS type_id FROM g2p_assistance_fund f")
    'SELECT f.program_id, NULL::int AS type_id, NULL::int AS area_id FROM g2p_assistance_fund f'
    """
    query = query.replace(OF_CASE, f"{OF_CASE}, a.area_id")
    return query.replace(WITHOUT_CASE, f"{WITHOUT_CASE}, NULL::int AS area_id")
