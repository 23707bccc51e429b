from odoo import api, fields, models


class G2PProgramMembership(models.Model):
    """The participation of a registrant in a programme."""

    _name = "g2p.program_membership"
    _description = "Program Membership"
    _inherits = {"res.partner": "partner_id"}
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "id desc"

    partner_id = fields.Many2one(
        "res.partner",
        "Member",
        required=True,
        ondelete="cascade",
        index=True,
        domain=[("is_registrant", "=", True)],
    )
    program_id = fields.Many2one("g2p.program", required=True, index=True)
    state = fields.Selection(
        string="Membership state",
        selection=[
            ("draft", "Draft"),
            ("enrolled", "Enrolled"),
            ("paused", "Paused"),
            ("exited", "Exited"),
            ("not_eligible", "Not Eligible"),
            ("duplicated", "Duplicated"),
        ],
        default="draft",
        index=True,
    )
    enrollment_date = fields.Datetime()
    exit_date = fields.Date()
    last_deduplication = fields.Date()
    deduplication_status = fields.Selection(
        [
            ("new", "New"),
            ("processing", "Processing"),
            ("verified", "Verified"),
            ("duplicated", "Duplicated"),
        ],
        default="new",
    )
    delivery_mechanism_value = fields.Char()
    registrant_id = fields.Integer("Registrant number", related="partner_id.id")

    _program_membership_unique = models.Constraint(
        "UNIQUE (partner_id, program_id)",
        "A registrant can be a member of a programme only once.",
    )

    @api.model
    def _prepare_create_values(self, vals_list):
        # values that the framework computes for a new partner (its properties) must not be written
        # to the existing partner, whom a programme manager may not write
        prepared = super()._prepare_create_values(vals_list)
        for vals, given in zip(prepared, vals_list, strict=True):
            if given.get("partner_id"):
                computed = [name for name in vals if name in self._fields and name not in given]
                for name in computed:
                    if self._fields[name].inherited:
                        del vals[name]
        return prepared

    def enroll_eligible_registrants(self):
        """Enrol these members if the programme's eligibility managers agree."""
        self.ensure_one()
        eligible = self
        for manager in self.program_id.get_managers(self.program_id.MANAGER_ELIGIBILITY):
            eligible = manager.enroll_eligible_registrants(eligible)
        if eligible:
            self.write({"state": "enrolled", "enrollment_date": fields.Datetime.now()})
            return self.program_id._notify(self.env._("The registrant is enrolled."))
        self.write({"state": "not_eligible"})
        return self.program_id._notify(self.env._("The registrant is not eligible."), "danger")

    def verify_eligibility(self):
        """Check eligibility again."""
        return self.enroll_eligible_registrants()

    def deduplicate_beneficiaries(self):
        """Mark duplicates in the programme."""
        return self.program_id.deduplicate_beneficiaries()

    def open_registrant_form(self):
        """Show the registrant."""
        self.ensure_one()
        form = (
            "g2p_registry_group.view_groups_form"
            if self.is_group
            else "g2p_registry_individual.view_individuals_form"
        )
        return {
            "type": "ir.actions.act_window",
            "res_model": "res.partner",
            "res_id": self.partner_id.id,
            "view_mode": "form",
            "view_id": self.env.ref(form).id,
        }
