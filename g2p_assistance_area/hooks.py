"""Hooks for installation and uninstallation."""

from odoo.tools import SQL, sql

from odoo.addons.g2p_suite_base.tools.uninstall import release_tables

#: records that another addon had before areas were moved here; ids that exist already stay
MOVED = """
    UPDATE ir_model_data former SET module = 'g2p_assistance_area'
    WHERE module = %s AND NOT EXISTS (
        SELECT FROM ir_model_data present
        WHERE present.module = 'g2p_assistance_area' AND present.name = former.name
    ) AND (
        name IN ('model_g2p_area', 'g2p_area_action', 'g2p_area_menu',
            'field_g2p_assistance_application__area_id',
            'field_g2p_assistance_identify__area_id',
            'field_g2p_assistance_identify__district_written',
            'field_g2p_assistance_identify__has_areas')
        OR name LIKE 'access\\_g2p\\_area\\_%%' OR name LIKE 'g2p\\_area\\_view\\_%%'
        OR name LIKE 'field\\_g2p\\_area\\_\\_%%' AND name NOT LIKE '%%\\_\\_is\\_s%%'
    )
"""
#: what an update does not take back: the menu was for administrators only, and an index that finds
#: no empty places keeps its name
FORMER = (
    """
    DELETE FROM ir_ui_menu_group_rel WHERE menu_id IN (
        SELECT res_id FROM ir_model_data
        WHERE module = %(module)s AND name = 'g2p_area_menu' AND model = 'ir.ui.menu'
    )
    """,
    "DROP INDEX IF EXISTS g2p_assistance_application__area_id_index",
)
#: columns that Odoo would fill row by row; the statements below do it at once
COLUMNS = {
    "g2p_assistance_application": {
        "area_id": "int4",
        "place_key": "varchar",
        "place_written": "varchar",
    },
    "g2p_approval_request": {"area_id": "int4", "program_id": "int4", "is_moved": "bool"},
    "g2p_approval_step": {"area_id": "int4", "program_id": "int4"},
}
FILL = (
    """
    UPDATE g2p_approval_request r SET area_id = a.area_id, program_id = a.program_id
    FROM g2p_assistance_application a
    WHERE r.model = 'g2p.assistance.application' AND r.res_id = a.id
    """,
    """
    UPDATE g2p_approval_step s SET area_id = r.area_id, program_id = r.program_id
    FROM g2p_approval_request r WHERE r.id = s.request_id AND r.program_id IS NOT NULL
    """,
)
#: cases of one statement
PAGE = 1000


def pre_init_hook(env):
    """Take over the areas of an earlier version, and give running cases their programme."""
    for statement in FORMER:
        env.cr.execute(statement, {"module": "g2p_opensearch"})
    env.cr.execute(MOVED, ["g2p_opensearch"])
    for table, columns in COLUMNS.items():
        for name, kind in columns.items():
            if not sql.column_exists(env.cr, table, name):
                sql.create_column(env.cr, table, name, kind)
    for statement in FILL:
        env.cr.execute(SQL(statement))


def post_init_hook(env):
    """Fold the words of the cases that may need a place; those of others are never compared."""
    states = ("draft", "submitted", "returned")
    cases = env["g2p.assistance.application"].search([("state", "in", states)])
    for at in range(0, len(cases), PAGE):
        part = cases[at : at + PAGE]
        for name in ("place_key", "place_written"):
            env.add_to_compute(part._fields[name], part)
            part.flush_recordset([name])
        part.invalidate_recordset(flush=False)


def uninstall_hook(env):
    """See ``release_tables``. From then on every officer sees the cases of all areas."""
    release_tables(env, "g2p_assistance_area")
