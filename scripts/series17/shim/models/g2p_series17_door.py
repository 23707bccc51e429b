import logging
from contextlib import suppress

from psycopg2 import OperationalError

from odoo import _, api, fields, models

from ..tools import doors

_logger = logging.getLogger(__name__)


class G2PSeries17Door(models.Model):
    """An access row by which OpenG2P gave everybody a right, portal users included.

    Whenever the registry loads, such rows are found and limited to the group they are meant for.
    Uninstalling this addon, or refusing in ``odoo.conf``, restores them.
    """

    _name = "g2p.series17.door"
    _description = "Right that OpenG2P Gave to Everybody"
    _without_company = "access rows of the whole server, which only administrators see"
    _rec_name = "xml_id"
    _order = "is_open desc, model, id"

    access_id = fields.Many2one("ir.model.access", required=True, readonly=True, ondelete="cascade")
    xml_id = fields.Char("Added by", readonly=True)
    model = fields.Char(readonly=True)
    rights = fields.Char(readonly=True, help="Read, Write, Create, Delete")
    former_group_id = fields.Many2one(
        "res.groups", readonly=True, ondelete="cascade", help="Empty: to everybody"
    )
    was_given_to = fields.Char(compute="_compute_was_given_to")
    group_id = fields.Many2one("res.groups", "Now limited to", readonly=True, ondelete="set null")
    added_id = fields.Many2one(
        "ir.model.access", "Row added for employees", readonly=True, ondelete="set null"
    )
    is_open = fields.Boolean("Stays open", readonly=True)

    _sql_constraints = [("access_uniq", "UNIQUE (access_id)", "This row is already listed.")]

    @api.depends("former_group_id")
    def _compute_was_given_to(self):
        for door in self:
            door.was_given_to = door.former_group_id.display_name or _("Everybody")

    def _register_hook(self):
        """Each worker checks when it loads: a few short queries if nothing is open."""
        super()._register_hook()
        self._look_after()
        self._keep_to_own_rows()

    @api.model
    def _look_after(self):
        """Close open rows; if the deployer refuses that, list them."""
        found = self._find()
        if doors.is_refused():
            listed = self.search([])
            settled = all(listed.mapped("is_open")) and set(listed.access_id.ids) == found.keys()
            settle = self._keep_open
        else:
            settled = not found and not self.search([("is_open", "=", True)], limit=1)
            settle = self._close
        if not settled and self._is_first():
            settle()

    @api.model
    def _find(self):
        """Open rows: {id of the access row: its values from doors.FIND}."""
        outside = self.env.ref("base.group_portal") | self.env.ref("base.group_public")
        wanted = {
            "closed": tuple(doors.GROUPS),
            "lists": doors.PUBLIC_LISTS,
            "outside": tuple((outside | outside.trans_implied_ids).ids),
        }
        self.env["ir.model.access"].flush_model()
        self.env.cr.execute(doors.FIND, wanted)
        return {row["id"]: row for row in self.env.cr.dictfetchall()}

    @api.model
    def _is_first(self):
        """Whether no other worker is doing the same, or has just done it."""
        with suppress(OperationalError), self.env.cr.savepoint():
            self.env.cr.execute(doors.GATE, log_exceptions=False)
            return bool(self.env.cr.fetchone())
        return False

    # === Close === #

    @api.model
    def _close(self):
        found = self._find()
        for row in found.values():
            group = self._group_for(row["model"])
            self.env["ir.model.access"].browse(row["id"]).write({"group_id": group.id})
            self._note(row, group_id=group.id, is_open=False)._add_for_staff()
        self.search([("is_open", "=", True)]).unlink()  # closed by OpenG2P itself in the meantime
        if found:
            _logger.info("Access rows closed to portal users: %s", list(found))

    @api.model
    def _group_for(self, model):
        meant = doors.GROUPS.get(model, doors.STAFF)
        return self.env.ref(meant, raise_if_not_found=False) or self.env.ref(doors.STAFF)

    @api.model
    def _note(self, row, **values):
        """Create or update the list's line for a row."""
        values.update(
            xml_id=row["xml_id"],
            model=row["model"],
            rights=row["rights"],
            former_group_id=row["group_id"],
        )
        door = self.search([("access_id", "=", row["id"])])
        if door:
            door.write(values)
            return door
        return self.create({"access_id": row["id"], **values})

    def _add_for_staff(self):
        """Employees can still read models that are now limited to a narrower group."""
        if self.model not in doors.STAFF_READS or self.added_id:
            return
        self.added_id = self.env["ir.model.access"].create(
            {
                "name": f"{self.model} employees (g2p_series17)",
                "model_id": self.access_id.model_id.id,
                "group_id": self.env.ref(doors.STAFF).id,
                "perm_read": True,
            }
        )

    @api.model
    def _keep_to_own_rows(self):
        """Add a rule for each model of which Odoo itself shows everybody's rows to portal users.

        They belong to this addon, so that uninstalling it removes them. Not in a data file: some of
        the models belong to addons that may be missing.
        """
        for model, domain in doors.OWN_ROWS.items():
            xml_id = f"g2p_series17.rule_{model.replace('.', '_')}"
            there = self.env.ref(xml_id, raise_if_not_found=False)
            if there or model not in self.env or not self._is_first():
                continue
            values = {
                "name": "People of the portal see their own",
                "model_id": self.env["ir.model"]._get_id(model),
                "domain_force": domain,
                "groups": [(6, 0, self.env.ref("base.group_portal").ids)],
            }
            row = {"xml_id": xml_id, "noupdate": True, "values": values}
            self.env["ir.rule"]._load_records([row])

    # === Keep open === #

    @api.model
    def _keep_open(self):
        self._give_back()
        found = self._find()
        self.search([("access_id", "not in", list(found))]).unlink()
        for row in found.values():
            self._note(row, group_id=False, is_open=True)
        if found:
            _logger.warning(
                "Access rows stay open to portal users (close_open_doors): %s", list(found)
            )

    @api.model
    def _give_back(self):
        """By SQL, since a write would close the rows again."""
        self.env["ir.model.access"].flush_model()
        self.flush_model()
        self.env.cr.execute(doors.GIVE_BACK)
        given_back = [row[0] for row in self.env.cr.fetchall()]
        closed = self.search([("is_open", "=", False)])
        closed.added_id.unlink()
        closed.unlink()
        self.env["ir.model.access"].call_cache_clearing_methods()
        if given_back:
            _logger.info("Access rows given back to everybody: %s", given_back)

    @api.model
    def _what_stays_open(self):
        """The text of the banner and its link; empty when all is closed."""
        models_open = sorted(set(self.search([("is_open", "=", True)]).mapped("model")))
        if not models_open:
            return False
        return {
            "title": _("Rights of OpenG2P stay open"),
            "message": _(
                "Everybody who signs in, portal users too, can use: %(models)s. The setting "
                "close_open_doors in odoo.conf keeps these rights open.",
                models=", ".join(models_open),
            ),
            "button": _("Show the rows"),
            "action": "g2p_series17.g2p_series17_door_action",
        }
