from odoo import api, fields, models
from odoo.exceptions import UserError

from . import constants


class G2PProgram(models.Model):
    """A programme of assistance, run by its managers."""

    _name = "g2p.program"
    _description = "Program"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "id desc"

    MANAGER_ELIGIBILITY = constants.MANAGER_ELIGIBILITY
    MANAGER_CYCLE = constants.MANAGER_CYCLE
    MANAGER_PROGRAM = constants.MANAGER_PROGRAM
    MANAGER_ENTITLEMENT = constants.MANAGER_ENTITLEMENT
    MANAGER_DEDUPLICATION = constants.MANAGER_DEDUPLICATION
    MANAGER_NOTIFICATION = constants.MANAGER_NOTIFICATION
    MANAGER_PAYMENT = constants.MANAGER_PAYMENT

    name = fields.Char(required=True, tracking=True)
    description = fields.Text()
    company_id = fields.Many2one("res.company", default=lambda self: self.env.company)
    target_type = fields.Selection(
        [("group", "Group"), ("individual", "Individual")], default="group"
    )
    active = fields.Boolean(default=True)
    state = fields.Selection(
        [("active", "Active"), ("ended", "Ended")], default="active", readonly=True
    )
    date_ended = fields.Date()
    locked = fields.Boolean(default=False)
    locked_reason = fields.Char()

    eligibility_managers = fields.Many2many("g2p.eligibility.manager", copy=False)
    deduplication_managers = fields.Many2many("g2p.deduplication.manager", copy=False)
    notification_managers = fields.Many2many("g2p.program.notification.manager", copy=False)
    program_managers = fields.Many2many("g2p.program.manager", copy=False)
    cycle_managers = fields.Many2many("g2p.cycle.manager", copy=False)
    entitlement_managers = fields.Many2many("g2p.program.entitlement.manager", copy=False)
    payment_managers = fields.Many2many("g2p.program.payment.manager", copy=False)

    program_membership_ids = fields.One2many(
        "g2p.program_membership", "program_id", "Program memberships"
    )
    cycle_ids = fields.One2many("g2p.cycle", "program_id", "Cycles")
    have_members = fields.Boolean(compute="_compute_have_members", store=True)
    beneficiaries_count = fields.Integer(compute="_compute_beneficiaries_count")
    eligible_beneficiaries_count = fields.Integer(compute="_compute_beneficiaries_count")
    cycles_count = fields.Integer(compute="_compute_cycles_count", store=True)

    @api.depends("program_membership_ids")
    def _compute_have_members(self):
        for record in self:
            record.have_members = bool(record.program_membership_ids)

    def _compute_beneficiaries_count(self):
        groups = self.env["g2p.program_membership"]._read_group(
            [("program_id", "in", self.ids)], ["program_id", "state"], ["__count"]
        )
        for record in self:
            mine = [(state, count) for program, state, count in groups if program == record]
            record.beneficiaries_count = sum(count for _state, count in mine)
            record.eligible_beneficiaries_count = sum(c for state, c in mine if state == "enrolled")

    @api.depends("cycle_ids")
    def _compute_cycles_count(self):
        for record in self:
            record.cycles_count = len(record.cycle_ids)

    @api.constrains(
        "entitlement_managers", "program_managers", "cycle_managers", "payment_managers"
    )
    def check_managers_limit(self):
        """At most one programme, cycle, entitlement and payment manager."""
        for record in self:
            kinds = (
                "program_managers",
                "cycle_managers",
                "entitlement_managers",
                "payment_managers",
            )
            if any(len(record[kind]) > 1 for kind in kinds):
                raise UserError(
                    self.env._(
                        "%(program)s can have only one manager of this kind.",
                        program=record.name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        programs = super().create(vals_list)
        for program in programs:
            program.write(self.create_default_managers(program.id))
        return programs

    @api.model
    def create_default_managers(self, program_id):
        """Create the default managers of a programme; returns the values to write."""
        values = {}
        for field_name, models_of_kind in constants.MANAGER_MODELS.items():
            for wrapper_model, manager_model in models_of_kind.items():
                manager = self.env[manager_model].create(
                    {"name": "Default", "program_id": program_id}
                )
                wrapper = self.env[wrapper_model].create(
                    {
                        "program_id": program_id,
                        "manager_ref_id": f"{manager_model},{manager.id}",
                    }
                )
                values[field_name] = [(4, wrapper.id)]
        return values

    def unlink(self):
        if any(program.cycle_ids or program.program_membership_ids for program in self):
            raise UserError(
                self.env._("A programme with members or cycles cannot be deleted. End it instead.")
            )
        return super().unlink()

    # === Managers === #

    def _manager_field(self, kind):
        return {
            self.MANAGER_ELIGIBILITY: "eligibility_managers",
            self.MANAGER_CYCLE: "cycle_managers",
            self.MANAGER_PROGRAM: "program_managers",
            self.MANAGER_ENTITLEMENT: "entitlement_managers",
            self.MANAGER_DEDUPLICATION: "deduplication_managers",
            self.MANAGER_NOTIFICATION: "notification_managers",
            self.MANAGER_PAYMENT: "payment_managers",
        }[kind]

    def get_manager(self, kind):
        """The one manager of this kind, or None."""
        self.ensure_one()
        wrapper = self[self._manager_field(kind)][:1]
        return wrapper.manager_ref_id if wrapper else None

    def get_managers(self, kind):
        """All managers of this kind, as a list."""
        self.ensure_one()
        return [wrapper.manager_ref_id for wrapper in self[self._manager_field(kind)]]

    # === Members === #

    def get_beneficiaries(self, state=None, offset=0, limit=None, order=None, count=False):
        """Memberships of the programme in the given state or states."""
        self.ensure_one()
        domain = [("program_id", "=", self.id)]
        if state:
            domain.append(("state", "in", [state] if isinstance(state, str) else state))
        Membership = self.env["g2p.program_membership"]
        if count:
            return Membership.search_count(domain)
        return Membership.search(domain, offset=offset, limit=limit, order=order)

    def enroll_eligible_registrants(self):
        """Enrol the draft members that are eligible."""
        return self._program_manager().enroll_eligible_registrants()

    def verify_eligibility(self):
        """Check the eligibility of members again."""
        return self._program_manager().enroll_eligible_registrants(["enrolled", "not_eligible"])

    def deduplicate_beneficiaries(self):
        """Mark duplicates among the members."""
        self.ensure_one()
        managers = self.get_managers(self.MANAGER_DEDUPLICATION)
        found = sum(
            manager.deduplicate_beneficiaries(["draft", "enrolled"]) for manager in managers
        )
        return self._notify(self.env._("%(count)s duplicates found.", count=found))

    def _program_manager(self):
        self.ensure_one()
        manager = self.get_manager(self.MANAGER_PROGRAM)
        if not manager:
            raise UserError(self.env._("%(program)s has no programme manager.", program=self.name))
        return manager

    # === Cycles and state === #

    def create_new_cycle(self):
        """Open the programme's next cycle."""
        self.ensure_one()
        if not self.program_membership_ids:
            raise UserError(self.env._("%(program)s has no members yet.", program=self.name))
        if not self.get_manager(self.MANAGER_CYCLE):
            raise UserError(self.env._("%(program)s has no cycle manager.", program=self.name))
        cycle = self._program_manager().new_cycle()
        return self._notify(self.env._("%(cycle)s created.", cycle=cycle.name))

    def end_program(self):
        """End the programme."""
        self.write({"state": "ended", "date_ended": fields.Date.today()})
        return self._notify(self.env._("The programme is ended."))

    def reactivate_program(self):
        """Reactivate an ended programme."""
        self.write({"state": "active", "date_ended": False})
        return self._notify(self.env._("The programme is active again."))

    def open_eligible_beneficiaries_form(self):
        """Show the members."""
        return self._open("g2p_programs.action_program_membership")

    def open_cycles_form(self):
        """Show the cycles."""
        return self._open("g2p_programs.action_cycle")

    def _open(self, xmlid):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(xmlid)
        context = {"default_program_id": self.id}
        return {**action, "domain": [("program_id", "=", self.id)], "context": context}

    def _notify(self, message, kind="success"):
        """The client notification returned by OpenG2P's methods."""
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "message": message,
                "type": kind,
                "sticky": kind == "danger",
                "next": {"type": "ir.actions.act_window_close"},
            },
        }
