"""External ids of what moves from one addon to another, before either loads its data."""

MOVE = """
    UPDATE ir_model_data moved SET module = %s
    WHERE module = %s AND (name || '_') ~ %s AND NOT EXISTS (
        SELECT FROM ir_model_data WHERE module = %s AND name = moved.name
    )
"""


def change_addon(cr, pattern, former, present):
    """Give the external ids of ``former`` that match to ``present``; a second time changes nothing.

    :param str pattern: a regular expression for the id, without the addon's name, followed by an
        underscore: so one expression finds a model, its fields, views, rights and menus
    """
    cr.execute(MOVE, [present, former, pattern, present])
