from odoo import api, fields, models


class EligibilityManager(models.Model):
    """The eligibility manager of a programme."""

    _name = "g2p.eligibility.manager"
    _inherit = "g2p.manager.mixin"
    _description = "Eligibility manager"

    program_id = fields.Many2one("g2p.program", ondelete="cascade")

    @api.model
    def _selection_manager_ref_id(self):
        selection = super()._selection_manager_ref_id()
        new_manager = (
            "g2p.program_membership.manager.default",
            self.env._("Default Eligibility"),
        )
        return selection if new_manager in selection else [*selection, new_manager]


class BaseEligibilityManager(models.AbstractModel):
    """Interface of the eligibility managers."""

    _name = "g2p.program_membership.manager"
    _inherit = "base.programs.manager"
    _description = "Base eligibility manager"

    name = fields.Char("Manager name", required=True)
    program_id = fields.Many2one("g2p.program", required=True, ondelete="cascade", index=True)

    def enroll_eligible_registrants(self, program_memberships):
        """Return those of the memberships whose registrants are eligible."""
        raise NotImplementedError()

    def verify_cycle_eligibility(self, cycle, membership):
        """Return those of the cycle memberships whose registrants are eligible."""
        raise NotImplementedError()

    def import_eligible_registrants(self, state=None):
        """Add all eligible registrants who are not members yet."""
        raise NotImplementedError()


class DefaultEligibilityManager(models.Model):
    """Registrants that match a domain are eligible."""

    _name = "g2p.program_membership.manager.default"
    _inherit = ["g2p.program_membership.manager", "g2p.manager.source.mixin"]
    _description = "Default Eligibility Manager"

    eligibility_domain = fields.Text("Domain", default="[]")

    def _prepare_eligible_domain(self, membership=None):
        domain = [("is_registrant", "=", True), ("disabled", "=", False)]
        domain += [("is_group", "=", self.program_id.target_type == "group")]
        if membership is not None:
            domain += [("id", "in", membership.partner_id.ids)]
        return domain + list(self._safe_eval(self.eligibility_domain or "[]"))

    def _eligible(self, membership):
        partners = self.env["res.partner"].search(self._prepare_eligible_domain(membership))
        return membership.filtered(lambda m: m.partner_id in partners)

    def enroll_eligible_registrants(self, program_memberships):
        return self._eligible(program_memberships)

    def verify_cycle_eligibility(self, cycle, membership):
        return self._eligible(membership)

    def import_eligible_registrants(self, state="draft"):
        self.ensure_one()
        members = self.program_id.program_membership_ids.partner_id
        new = self.env["res.partner"].search(self._prepare_eligible_domain()) - members
        self.env["g2p.program_membership"].create(
            [{"partner_id": p.id, "program_id": self.program_id.id, "state": state} for p in new]
        )
        return len(new)
