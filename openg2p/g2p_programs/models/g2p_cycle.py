from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from . import constants


class G2PCycle(models.Model):
    """A period of a programme in which entitlements are created."""

    _name = "g2p.cycle"
    _description = "Cycle"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "sequence asc"

    STATE_DRAFT = constants.STATE_DRAFT
    STATE_TO_APPROVE = constants.STATE_TO_APPROVE
    STATE_APPROVED = constants.STATE_APPROVED
    STATE_CANCELED = constants.STATE_CANCELLED
    STATE_DISTRIBUTED = constants.STATE_DISTRIBUTED
    STATE_ENDED = constants.STATE_ENDED

    name = fields.Char(required=True)
    program_id = fields.Many2one("g2p.program", required=True, index=True)
    company_id = fields.Many2one("res.company", default=lambda self: self.env.company)
    currency_id = fields.Many2one("res.currency", default=lambda self: self.env.company.currency_id)
    sequence = fields.Integer(required=True, readonly=True, default=1)
    start_date = fields.Date(required=True)
    end_date = fields.Date(required=True)
    state = fields.Selection(
        [
            (STATE_DRAFT, "Draft"),
            (STATE_TO_APPROVE, "To Approve"),
            (STATE_APPROVED, "Approved"),
            (STATE_DISTRIBUTED, "Distributed"),
            (STATE_CANCELED, "Cancelled"),
            (STATE_ENDED, "Ended"),
        ],
        default=STATE_DRAFT,
        tracking=True,
    )
    auto_approve_entitlements = fields.Boolean()
    approved_date = fields.Datetime(readonly=True)
    approved_by = fields.Many2one("res.users", readonly=True)
    locked = fields.Boolean(default=False)
    locked_reason = fields.Char()
    cycle_membership_ids = fields.One2many("g2p.cycle.membership", "cycle_id", "Cycle memberships")
    entitlement_ids = fields.One2many("g2p.entitlement", "cycle_id", "Entitlements")
    payment_batch_ids = fields.One2many("g2p.payment.batch", "cycle_id", "Payment batches")
    members_count = fields.Integer(compute="_compute_counts")
    entitlements_count = fields.Integer(compute="_compute_counts")
    payments_count = fields.Integer(compute="_compute_counts")
    total_amount = fields.Float(compute="_compute_counts")

    _unique_cycle_name_program = models.Constraint(
        "UNIQUE (name, program_id)", "A programme cannot have two cycles with the same name."
    )

    def _compute_counts(self):
        in_cycles = [("cycle_id", "in", self.ids)]
        members = dict(
            self.env["g2p.cycle.membership"]._read_group(in_cycles, ["cycle_id"], ["__count"])
        )
        payments = dict(self.env["g2p.payment"]._read_group(in_cycles, ["cycle_id"], ["__count"]))
        entitlements = {
            cycle: (count, amount)
            for cycle, count, amount in self.env["g2p.entitlement"]._read_group(
                in_cycles, ["cycle_id"], ["__count", "initial_amount:sum"]
            )
        }
        for record in self:
            record.members_count = members.get(record, 0)
            record.payments_count = payments.get(record, 0)
            record.entitlements_count, record.total_amount = entitlements.get(record, (0, 0.0))

    @api.constrains("start_date", "end_date")
    def _check_dates(self):
        for record in self:
            if record.start_date > record.end_date:
                raise ValidationError(self.env._("A cycle cannot end before it starts."))

    def unlink(self):
        if any(cycle.state != self.STATE_DRAFT or cycle.entitlement_ids for cycle in self):
            raise UserError(self.env._("Only a draft cycle without entitlements can be deleted."))
        return super().unlink()

    # === Reads === #

    def get_beneficiaries(self, state, offset=0, limit=None, order=None, count=False):
        """Memberships of the cycle in the given state or states."""
        states = [state] if isinstance(state, str) else state
        domain = [("cycle_id", "in", self.ids), ("state", "in", states)]
        Membership = self.env["g2p.cycle.membership"]
        if count:
            return Membership.search_count(domain)
        return Membership.search(domain, offset=offset, limit=limit, order=order)

    def get_entitlements(
        self,
        state,
        entitlement_model="g2p.entitlement",
        offset=0,
        limit=None,
        order=None,
        count=False,
    ):
        """Entitlements of the cycle in the given state or states."""
        states = [state] if isinstance(state, str) else state
        domain = [("cycle_id", "in", self.ids), ("state", "in", states)]
        if count:
            return self.env[entitlement_model].search_count(domain)
        return self.env[entitlement_model].search(domain, offset=offset, limit=limit, order=order)

    def _manager(self, kind, label):
        manager = self.program_id.get_manager(kind)
        if not manager:
            raise UserError(
                self.env._(
                    "%(program)s has no %(kind)s.",
                    program=self.program_id.name,
                    kind=label,
                )
            )
        return manager

    def _cycle_manager(self):
        return self._manager(constants.MANAGER_CYCLE, self.env._("cycle manager"))

    def _entitlement_manager(self):
        return self._manager(constants.MANAGER_ENTITLEMENT, self.env._("entitlement manager"))

    def _payment_manager(self):
        return self._manager(constants.MANAGER_PAYMENT, self.env._("payment manager"))

    # === Flow === #

    def copy_beneficiaries_from_program(self):
        """Add the programme's enrolled members to the cycle."""
        self.ensure_one()
        return self._cycle_manager().copy_beneficiaries_from_program(self)

    def check_eligibility(self, beneficiaries=None):
        """Check the members of the cycle."""
        self.ensure_one()
        return self._cycle_manager().check_eligibility(self, beneficiaries)

    def prepare_entitlement(self):
        """Create the entitlements of a draft cycle."""
        self.ensure_one()
        if self.state != self.STATE_DRAFT:
            raise UserError(self.env._("Entitlements are prepared while the cycle is a draft."))
        return self._cycle_manager().prepare_entitlements(self)

    def to_approve(self):
        """Submit the cycle and its entitlements for approval."""
        for record in self:
            if record.state != self.STATE_DRAFT:
                raise UserError(self.env._("Only a draft cycle can be submitted for approval."))
            record._entitlement_manager().set_pending_validation_entitlements(record)
            record.state = self.STATE_TO_APPROVE

    def approve(self):
        """Approve the cycle."""
        self.ensure_one()
        if self.state != self.STATE_TO_APPROVE:
            raise UserError(self.env._("Submit the cycle for approval first."))
        manager = self._cycle_manager()
        return manager.approve_cycle(
            self,
            auto_approve=manager.auto_approve_entitlements,
            entitlement_manager=self._entitlement_manager(),
        )

    def validate_entitlement(self):
        """Approve the entitlements of the cycle."""
        self.ensure_one()
        return self._entitlement_manager().validate_entitlements(self)

    def prepare_payment(self):
        """Create payments for the approved entitlements."""
        self.ensure_one()
        return self._payment_manager().prepare_payments(self)

    def send_payment(self):
        """Send the cycle's payment batches."""
        self.ensure_one()
        return self._payment_manager().send_payments(self.payment_batch_ids)

    def mark_distributed(self):
        """The cycle's assistance has been distributed."""
        self.ensure_one()
        self._cycle_manager().mark_distributed(self)

    def mark_ended(self):
        """The cycle has ended."""
        self.ensure_one()
        self._cycle_manager().mark_ended(self)

    def mark_cancelled(self):
        """The cycle is cancelled."""
        self.ensure_one()
        self._cycle_manager().mark_cancelled(self)

    # === Views === #

    def open_members_form(self):
        """Show the members."""
        return self._open("g2p_programs.action_cycle_membership")

    def open_entitlements_form(self):
        """Show the entitlements, in the view of their manager."""
        self.ensure_one()
        return self._entitlement_manager().open_entitlements_form(self)

    def open_payments_form(self):
        """Show the payments."""
        return self._open("g2p_programs.action_payment")

    def _open(self, xmlid):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(xmlid)
        context = {"default_cycle_id": self.id}
        return {**action, "domain": [("cycle_id", "=", self.id)], "context": context}
