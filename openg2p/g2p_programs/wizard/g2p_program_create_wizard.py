from odoo import fields, models
from odoo.exceptions import UserError


class G2PProgramCreateWizard(models.TransientModel):
    """Sets up a programme with all its managers in one go."""

    _name = "g2p.program.create.wizard"
    _description = "Create a New Program Wizard"

    name = fields.Char("Program name", required=True)
    company_id = fields.Many2one("res.company", default=lambda self: self.env.company)
    currency_id = fields.Many2one(
        "res.currency",
        required=True,
        ondelete="cascade",
        default=lambda self: self.env.company.currency_id,
    )
    target_type = fields.Selection(
        [("group", "Group"), ("individual", "Individual")], default="group"
    )
    state = fields.Selection(
        [("step1", "Set Settings"), ("step2", "Import Registrants")],
        default="step1",
        readonly=True,
    )
    eligibility_domain = fields.Text("Domain", required=True, default="[]")
    import_beneficiaries = fields.Selection([("yes", "Yes"), ("no", "No")], default="no")
    rrule_type = fields.Selection(
        [
            ("daily", "Days"),
            ("weekly", "Weeks"),
            ("monthly", "Months"),
            ("yearly", "Years"),
        ],
        default="monthly",
        required=True,
    )
    cycle_duration = fields.Integer(default=1, required=True)
    approver_group_id = fields.Many2one("res.groups")
    auto_approve_entitlements = fields.Boolean()
    entitlement_kind = fields.Selection([("default", "Default")], "Manager", default="default")
    amount_per_cycle = fields.Monetary(default=0.0)
    amount_per_individual_in_group = fields.Monetary(default=0.0)
    max_individual_in_group = fields.Integer(default=0)
    transfer_fee_pct = fields.Float("Transfer fee (%)", default=0.0)
    transfer_fee_amt = fields.Monetary("Transfer fee", default=0.0)
    entitlement_validation_group_id = fields.Many2one("res.groups")

    def _check_required_fields(self):
        if self.entitlement_kind == "default" and not (
            self.amount_per_cycle or self.amount_per_individual_in_group
        ):
            raise UserError(self.env._("An amount per cycle or per person is needed."))

    def _wrapper(self, wrapper_model, manager):
        wrapper = self.env[wrapper_model].create(
            {
                "program_id": manager.program_id.id,
                "manager_ref_id": f"{manager._name},{manager.id}",
            }
        )
        return [(4, wrapper.id)]

    def _get_entitlement_manager(self, program_id):
        """Values that give the programme its entitlement manager; other kinds override."""
        if self.entitlement_kind != "default":
            return None
        manager = self.env["g2p.program.entitlement.manager.default"].create(
            {
                "name": "Default",
                "program_id": program_id,
                "currency_id": self.currency_id.id,
                "amount_per_cycle": self.amount_per_cycle,
                "amount_per_individual_in_group": self.amount_per_individual_in_group,
                "max_individual_in_group": self.max_individual_in_group,
                "transfer_fee_pct": self.transfer_fee_pct,
                "transfer_fee_amt": self.transfer_fee_amt,
                "entitlement_validation_group_id": self.entitlement_validation_group_id.id,
            }
        )
        return {"entitlement_managers": self._wrapper("g2p.program.entitlement.manager", manager)}

    def _prepare_managers(self, program):
        eligibility = self.env["g2p.program_membership.manager.default"].create(
            {
                "name": "Default",
                "program_id": program.id,
                "eligibility_domain": self.eligibility_domain,
            }
        )
        cycle = self.env["g2p.cycle.manager.default"].create(
            {
                "name": "Default",
                "program_id": program.id,
                "rrule_type": self.rrule_type,
                "cycle_duration": self.cycle_duration,
                "approver_group_id": self.approver_group_id.id,
                "auto_approve_entitlements": self.auto_approve_entitlements,
            }
        )
        return {
            "eligibility_managers": self._wrapper("g2p.eligibility.manager", eligibility),
            "cycle_managers": self._wrapper("g2p.cycle.manager", cycle),
            **(self._get_entitlement_manager(program.id) or {}),
        }

    def create_program(self):
        """Create the programme and open it; its id is in ``res_id`` of the action."""
        self.ensure_one()
        self._check_required_fields()
        program = self.env["g2p.program"].create(
            {
                "name": self.name,
                "target_type": self.target_type,
                "company_id": self.company_id.id,
            }
        )
        program.write(self._prepare_managers(program))
        if self.import_beneficiaries == "yes":
            for manager in program.get_managers(program.MANAGER_ELIGIBILITY):
                manager.import_eligible_registrants()
        return {
            "type": "ir.actions.act_window",
            "res_model": "g2p.program",
            "res_id": program.id,
            "view_mode": "form",
            "views": [(self.env.ref("g2p_programs.view_program_list_form").id, "form")],
        }
