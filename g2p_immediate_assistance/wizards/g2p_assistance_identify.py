from odoo import api, fields, models

from odoo.addons.g2p_suite_base.tools import actions


class G2PAssistanceIdentify(models.TransientModel):
    """The dialog in which an officer identifies the person in the registry."""

    _name = "g2p.assistance.identify"
    _inherit = "g2p.dialog.mixin"
    _description = "Identify the Person"

    application_id = fields.Many2one(
        "g2p.assistance.application", required=True, readonly=True, ondelete="cascade"
    )
    written = fields.Char("Stated in the application", compute="_compute_written")
    without_id = fields.Boolean(
        compute="_compute_without_id",
        help="The registry does not accept the ID number of the case.",
    )
    hints = fields.Text("Similar persons", compute="_compute_candidates", compute_sudo=True)
    candidate_ids = fields.Many2many(
        "res.partner", compute="_compute_candidates", compute_sudo=True
    )
    choice = fields.Selection(
        [("new", "Register as a new person"), ("existing", "Choose a person from the registry")],
        compute="_compute_choice",
        store=True,
        readonly=False,
    )
    partner_id = fields.Many2one("res.partner", "Person", domain="[('id', 'in', candidate_ids)]")

    @api.depends("application_id")
    def _compute_written(self):
        for wizard in self:
            app = wizard.application_id
            wizard.written = ", ".join(
                filter(None, (app._patient_name(), app._birth_shown(), app.id_number_shown))
            )

    @api.depends("application_id")
    def _compute_without_id(self):
        for wizard in self:
            case = wizard.application_id
            has_number = bool(case.id_number_shown)
            # sudo: officers cannot read numbers; only whether there is one
            wizard.without_id = has_number and not case.sudo()._prepare_reg_id_vals()

    @api.depends("application_id")
    def _compute_candidates(self):
        for wizard in self:
            wizard.application_id.sudo(False).check_access("read")  # computed under sudo
            hints = self.env["res.partner"]._duplicate_hints(
                wizard.application_id._duplicate_vals()
            )
            wizard.hints = "\n".join(hint["reason"] for hint in hints) or False
            wizard.candidate_ids = [(6, 0, [hint["partner_id"] for hint in hints])]

    @api.depends("candidate_ids")
    def _compute_choice(self):
        for wizard in self:
            wizard.choice = "existing" if wizard.candidate_ids else "new"

    def _check_choice(self, name, record):
        """Officers, who have no right on the registry, choose a person like that of the case."""
        # sudo: only compared, as when the person is linked
        case_sudo, record_sudo = self.application_id._origin.sudo(), record.sudo()
        if name != "partner_id" or not case_sudo._resembles(record_sudo):
            super()._check_choice(name, record)

    def action_confirm(self):
        """Link or create the registrant; the application makes all checks."""
        self.ensure_one()
        chosen = self.partner_id if self.choice == "existing" else None
        self.application_id._identify(chosen)
        return actions.close()
