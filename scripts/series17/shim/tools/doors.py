"""OpenG2P's access rows that are open to everybody, and the group that each is limited to.

Odoo itself ships no access row that gives a right to everybody: each such row comes from a module
that forgot the group. "Everybody" includes portal users.
"""

from odoo import tools

STAFF = "base.group_user"
#: model -> the group that keeps the right; for other models every employee keeps it. The first
#: three are Odoo's own groups for these models, the last two the managers OpenG2P meant.
GROUPS = {
    "ir.config_parameter": "base.group_system",
    "portal.wizard": "base.group_partner_manager",
    "portal.wizard.user": "base.group_partner_manager",
    "g2p.program": "g2p_programs.g2p_program_manager",
    "g2p.group.membership.kind": "g2p_programs.g2p_program_manager",
}
#: models that employees outside that group can still read
STAFF_READS = ("g2p.program", "g2p.group.membership.kind")
#: lists without personal data, which portal pages may show; their rows may stay readable
PUBLIC_LISTS = ("g2p.district", "gender.type")
#: models of Odoo 17.0 of which portal users see everybody's rows, with names of partners and users
#: (19.0 shows none) -> domain of the rows they may see
OWN_ROWS = {
    "bus.presence": "[('user_id', '=', user.id)]",
    "mail.notification": "[('res_partner_id', '=', user.partner_id.id)]",
    "res.partner.autocomplete.sync": "[('partner_id', '=', user.partner_id.id)]",
}
#: settings that OpenG2P reads as the current officer, without sudo()
OFFICER_SETTINGS = ("g2p_registry.phone_regex", "g2p_odk_importer.enable_odk")

#: Open rows: of the models in GROUPS for everybody and for users who sign up; of other models those
#: that a module of OpenG2P, or a dependency of it, added for everybody. Some of their ids are
#: sentences with a full stop; Odoo takes the first half for the module.
FIND = """
WITH RECURSIVE family(name) AS (
    SELECT name FROM ir_module_module
     WHERE (name LIKE 'g2p\\_%%' OR author ILIKE '%%OpenG2P%%') AND state NOT LIKE 'uninstall%%'
    UNION
    SELECT d.name FROM family f
      JOIN ir_module_module m ON m.name = f.name
      JOIN ir_module_module_dependency d ON d.module_id = m.id
)
SELECT a.id, m.model, a.group_id, x.module || '.' || x.name AS xml_id,
       concat(CASE WHEN a.perm_read THEN 'R' END, CASE WHEN a.perm_write THEN 'W' END,
              CASE WHEN a.perm_create THEN 'C' END, CASE WHEN a.perm_unlink THEN 'D' END) AS rights
  FROM ir_model_access a
  JOIN ir_model m ON m.id = a.model_id
  LEFT JOIN ir_model_data x ON x.model = 'ir.model.access' AND x.res_id = a.id
 WHERE a.active AND (a.perm_read OR a.perm_write OR a.perm_create OR a.perm_unlink)
   AND (
       (m.model IN %(closed)s AND (a.group_id IS NULL OR a.group_id IN %(outside)s))
       OR (
           a.group_id IS NULL AND (x.module IN (SELECT name FROM family) OR x.module ~ '[^a-z0-9_]')
           AND (m.model NOT IN %(lists)s OR a.perm_write OR a.perm_create OR a.perm_unlink)
       )
   )
 ORDER BY a.id
"""

#: One worker at a time: the others get no row, or an error if they see an older state.
GATE = """
UPDATE ir_model SET write_date = now() AT TIME ZONE 'UTC'
 WHERE id = (SELECT id FROM ir_model WHERE model = 'g2p.series17.door' FOR UPDATE SKIP LOCKED)
RETURNING id
"""

#: Rows that nobody has changed since get their original group back.
GIVE_BACK = """
UPDATE ir_model_access a SET group_id = d.former_group_id
  FROM g2p_series17_door d
 WHERE d.access_id = a.id AND NOT d.is_open AND a.group_id = d.group_id
RETURNING a.id
"""


def is_refused():
    """Whether the deployer keeps the doors open: close_open_doors = no in [g2p_series17]."""
    answer = tools.config.get_misc("g2p_series17", "close_open_doors", "yes")
    return str(answer).strip().lower() in ("no", "0", "false", "off")
