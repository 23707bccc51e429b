from odoo import api, fields, models


class EntitlementManager(models.Model):
    """The entitlement manager of a programme."""

    _name = "g2p.program.entitlement.manager"
    _inherit = "g2p.manager.mixin"
    _description = "Entitlement manager"

    program_id = fields.Many2one("g2p.program", ondelete="cascade")

    @api.model
    def _selection_manager_ref_id(self):
        selection = super()._selection_manager_ref_id()
        new_manager = ("g2p.program.entitlement.manager.default", self.env._("Default"))
        return selection if new_manager in selection else [*selection, new_manager]


class BaseEntitlementManager(models.AbstractModel):
    """Interface of the entitlement managers."""

    _name = "g2p.base.program.entitlement.manager"
    _inherit = "base.programs.manager"
    _description = "Base entitlement manager"

    name = fields.Char("Manager name", required=True)
    program_id = fields.Many2one("g2p.program", required=True, ondelete="cascade", index=True)

    IS_CASH_ENTITLEMENT = True
    MIN_ROW_JOB_QUEUE = 200
    MAX_ROW_JOB_QUEUE = 2000

    def prepare_entitlements(self, cycle, beneficiaries):
        """Create the entitlements of the cycle's members; returns them, or None."""
        raise NotImplementedError()

    def set_pending_validation_entitlements(self, cycle):
        """Submit the cycle's draft entitlements for validation."""
        raise NotImplementedError()

    def validate_entitlements(self, cycle):
        """Approve the cycle's entitlements."""
        raise NotImplementedError()

    def approve_entitlements(self, entitlements):
        """Approve; returns (number of errors, message)."""
        raise NotImplementedError()

    def cancel_entitlements(self, cycle):
        """Cancel the cycle's entitlements."""
        raise NotImplementedError()

    def open_entitlements_form(self, cycle):
        """Action that shows the cycle's entitlements."""
        raise NotImplementedError()

    def open_entitlement_form(self, rec):
        """Action that shows one entitlement."""
        raise NotImplementedError()


class DefaultEntitlementManager(models.Model):
    """The same amount for each member, or an amount per person of a group."""

    _name = "g2p.program.entitlement.manager.default"
    _inherit = ["g2p.base.program.entitlement.manager", "g2p.manager.source.mixin"]
    _description = "Default Entitlement Manager"

    currency_id = fields.Many2one("res.currency", default=lambda self: self.env.company.currency_id)
    amount_per_cycle = fields.Monetary(default=0.0)
    amount_per_individual_in_group = fields.Monetary(default=0.0)
    max_individual_in_group = fields.Integer(default=0)
    transfer_fee_pct = fields.Float("Transfer fee (%)", default=0.0)
    transfer_fee_amt = fields.Monetary("Transfer fee", default=0.0)
    entitlement_validation_group_id = fields.Many2one("res.groups")

    def _calculate_amount(self, beneficiary, num_individuals):
        people = min(num_individuals, self.max_individual_in_group or num_individuals)
        return self.amount_per_cycle + self.amount_per_individual_in_group * people

    def prepare_entitlements(self, cycle, beneficiaries):
        self.ensure_one()
        have = self.env["g2p.entitlement"].search([("cycle_id", "=", cycle.id)]).partner_id
        partners = beneficiaries.partner_id - have
        vals_list = [
            {
                "cycle_id": cycle.id,
                "partner_id": partner.id,
                "initial_amount": self._calculate_amount(
                    partner, partner.z_ind_grp_num_individuals
                ),
                "transfer_fee": self.transfer_fee_amt,
                "currency_id": self.currency_id.id,
                "is_cash_entitlement": True,
                "valid_from": cycle.start_date,
                "valid_until": cycle.end_date,
            }
            for partner in partners
        ]
        return self.env["g2p.entitlement"].create(vals_list) if vals_list else None

    def set_pending_validation_entitlements(self, cycle):
        cycle.get_entitlements(["draft"]).write({"state": "pending_validation"})

    def validate_entitlements(self, cycle):
        errors, message = self.approve_entitlements(
            cycle.get_entitlements(["draft", "pending_validation"])
        )
        return self.program_id._notify(message, "danger") if errors else None

    def approve_entitlements(self, entitlements):
        open_states = ("draft", "pending_validation")
        ready = entitlements.filtered(lambda e: e.state in open_states)
        ready.write({"state": "approved", "date_approved": fields.Date.today()})
        errors = len(entitlements - ready)
        message = self.env._("%(count)s entitlements could not be approved.", count=errors)
        return errors, message if errors else ""

    def cancel_entitlements(self, cycle):
        cycle.get_entitlements(["draft", "pending_validation", "approved"]).write(
            {"state": "cancelled"}
        )

    def show_approve_entitlements(self, entitlement):
        """Whether the approve button is offered on this entitlement."""
        return entitlement.state in ("draft", "pending_validation")

    def open_entitlements_form(self, cycle):
        action = self.env["ir.actions.act_window"]._for_xml_id("g2p_programs.action_entitlement")
        return {
            **action,
            "domain": [("cycle_id", "=", cycle.id)],
            "context": {"create": False},
        }

    def open_entitlement_form(self, rec):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Entitlement"),
            "res_model": "g2p.entitlement",
            "res_id": rec.id,
            "view_mode": "form",
        }
