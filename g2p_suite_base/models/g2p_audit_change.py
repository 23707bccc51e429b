from odoo import api, fields, models

from ..tools import actions


class G2PAuditChange(models.Model):
    """One value of a setting that somebody changed: before, after, who and when.

    Append-only. It covers the settings that decide where money goes: whose account, who may decide,
    issue or redeem, how much a fund has, how a voucher is made. Never a secret, never a registrant.
    """

    _name = "g2p.audit.change"
    _description = "Change of a Setting"
    _inherit = "g2p.append.only.mixin"
    _order = "id desc"
    _rec_name = "record_name"

    date = fields.Datetime("When", required=True, readonly=True, index=True)
    user_id = fields.Many2one(
        "res.users", "Who", required=True, readonly=True, index=True, ondelete="restrict"
    )
    action = fields.Selection(
        [("create", "Created"), ("write", "Changed"), ("unlink", "Deleted")],
        required=True,
        readonly=True,
    )
    res_model = fields.Char("Model", required=True, readonly=True, index=True)
    res_id = fields.Integer("Record ID", readonly=True)
    record_name = fields.Char(
        "Record", readonly=True, help="The record's name at the time of the change."
    )
    field_name = fields.Char("Technical field", required=True, readonly=True)
    old_value = fields.Text("Before", readonly=True)
    new_value = fields.Text("After", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True, index=True, ondelete="restrict")
    model_label = fields.Char("Kind of record", compute="_compute_labels")
    field_label = fields.Char("Field", compute="_compute_labels")

    _record_idx = models.Index("(res_model, res_id)")

    @api.depends("res_model", "field_name")
    @api.depends_context("lang")
    def _compute_labels(self):
        for change in self:
            model = self.env.get(change.res_model)  # the addon may be gone
            known = model is not None
            field = model._fields.get(change.field_name) if known else None
            # sudo: labels are no secret, and an auditor need not read the model
            labels = model.sudo().fields_get([change.field_name], ["string"]) if field else {}
            change.field_label = labels.get(change.field_name, {}).get("string", change.field_name)
            change.model_label = self._model_label(change.res_model) if known else change.res_model

    @api.model
    def _model_label(self, name):
        # sudo: as above
        return self.env["ir.model"].sudo()._get(name).name

    # === CRUD === #

    def _kept_sentences(self):
        return {
            "create": self.env._(
                "Changes are recorded automatically. They cannot be added by hand."
            ),
            "write": self.env._("Recorded changes cannot be edited."),
            "unlink": self.env._("Recorded changes cannot be deleted."),
        }

    # === ACTIONS === #

    def action_open_record(self):
        """Open the changed record, if the reader may read it."""
        self.ensure_one()
        self.check_access("read")
        return actions.form(self.res_model, self.res_id)

    # === Recording === #

    @api.model
    def _append(self, action, rows):
        """Add rows in the name of the current user.

        :param rows: list of tuples (record, field name, text before, text after)
        """
        now, names = fields.Datetime.now(), {}
        vals_list = []
        for record, name, before, after in rows:
            # sudo: only the name and the company of what was changed
            record_sudo = record.sudo().with_context(lang=None)
            if record not in names:
                names[record] = self._name_of(record_sudo)
            vals_list.append(
                {
                    "date": now,
                    "user_id": self.env.uid,
                    "action": action,
                    "res_model": record._name,
                    "res_id": record.id,
                    "record_name": names[record],
                    "field_name": name,
                    "old_value": before or False,
                    "new_value": after or False,
                    "company_id": self._company_of(record_sudo).id,
                }
            )
        # sudo: nobody has a right to add a row
        return self.sudo().create(vals_list) if vals_list else self.sudo()

    @api.model
    def _company_of(self, record):
        """The company whose auditors read the row; empty: the auditors of all companies."""
        if isinstance(record, self.env.registry["g2p.audit.mixin"]):
            return record._audit_company()
        return record.company_id if "company_id" in record._fields else self.env["res.company"]

    @api.model
    def _name_of(self, record):
        if isinstance(record, self.env.registry["g2p.audit.mixin"]):
            return record._audit_name()
        # a contact may be a registrant
        return False if record._name == "res.partner" else record.display_name
