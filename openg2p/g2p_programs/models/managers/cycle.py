from odoo import api, fields, models


class CycleManager(models.Model):
    """The cycle manager of a programme."""

    _name = "g2p.cycle.manager"
    _inherit = "g2p.manager.mixin"
    _description = "Cycle manager"

    program_id = fields.Many2one("g2p.program", ondelete="cascade")

    @api.model
    def _selection_manager_ref_id(self):
        selection = super()._selection_manager_ref_id()
        new_manager = ("g2p.cycle.manager.default", self.env._("Default"))
        return selection if new_manager in selection else [*selection, new_manager]


class BaseCycleManager(models.AbstractModel):
    """Interface of the cycle managers."""

    _name = "g2p.base.cycle.manager"
    _inherit = "base.programs.manager"
    _description = "Base cycle manager"

    name = fields.Char("Manager name", required=True)
    program_id = fields.Many2one("g2p.program", required=True, ondelete="cascade", index=True)
    auto_approve_entitlements = fields.Boolean()

    def new_cycle(self, name, new_start_date, sequence):
        """Create the programme's next cycle."""
        raise NotImplementedError()

    def approve_cycle(self, cycle, auto_approve=False, entitlement_manager=None):
        """Approve the cycle, and with ``auto_approve`` its entitlements."""
        raise NotImplementedError()

    def prepare_entitlements(self, cycle):
        """Let the entitlement manager create the cycle's entitlements."""
        raise NotImplementedError()

    def add_beneficiaries(self, cycle, beneficiaries, state="draft"):
        """Add registrants (ids) to the cycle."""
        raise NotImplementedError()


class DefaultCycleManager(models.Model):
    """Cycles of a fixed length, approved by a group."""

    _name = "g2p.cycle.manager.default"
    _inherit = ["g2p.base.cycle.manager", "g2p.manager.source.mixin"]
    _description = "Default Cycle Manager"

    cycle_duration = fields.Integer(default=1, required=True)
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
    approver_group_id = fields.Many2one("res.groups")

    def new_cycle(self, name, new_start_date, sequence):
        self.ensure_one()
        unit = {
            "daily": "days",
            "weekly": "weeks",
            "monthly": "months",
            "yearly": "years",
        }
        after = fields.Date.add(new_start_date, **{unit[self.rrule_type]: self.cycle_duration})
        return self.env["g2p.cycle"].create(
            {
                "program_id": self.program_id.id,
                "name": name,
                "sequence": sequence,
                "start_date": new_start_date,
                "end_date": fields.Date.subtract(after, days=1),
                "auto_approve_entitlements": self.auto_approve_entitlements,
            }
        )

    def copy_beneficiaries_from_program(self, cycle, state="enrolled"):
        """Add the programme's members in ``state`` to the cycle."""
        members = self.program_id.get_beneficiaries(state)
        return self.add_beneficiaries(cycle, members.partner_id.ids, state)

    def add_beneficiaries(self, cycle, beneficiaries, state="draft"):
        new = set(beneficiaries) - set(cycle.cycle_membership_ids.partner_id.ids)
        today = fields.Date.today()
        self.env["g2p.cycle.membership"].create(
            [
                {
                    "partner_id": pid,
                    "cycle_id": cycle.id,
                    "state": state,
                    "enrollment_date": today,
                }
                for pid in sorted(new)
            ]
        )

    def check_eligibility(self, cycle, beneficiaries=None):
        """Enrol the cycle's eligible members, mark the others not eligible."""
        members = beneficiaries or cycle.get_beneficiaries(["draft", "enrolled", "not_eligible"])
        eligible = members
        for manager in self.program_id.get_managers(self.program_id.MANAGER_ELIGIBILITY):
            eligible = manager.verify_cycle_eligibility(cycle, eligible)
        eligible.write({"state": "enrolled"})
        (members - eligible).write({"state": "not_eligible"})

    def prepare_entitlements(self, cycle):
        manager = self.program_id.get_manager(self.program_id.MANAGER_ENTITLEMENT)
        return manager.prepare_entitlements(cycle, cycle.get_beneficiaries("enrolled"))

    def approve_cycle(self, cycle, auto_approve=False, entitlement_manager=None):
        group = self.approver_group_id
        if not group or group not in self.env.user.all_group_ids:
            return self.program_id._notify(
                self.env._("Only members of the cycle's approver group may approve it."),
                "danger",
            )
        cycle.write(
            {
                "state": cycle.STATE_APPROVED,
                "approved_by": self.env.user.id,
                "approved_date": fields.Datetime.now(),
            }
        )
        if auto_approve and entitlement_manager:
            return entitlement_manager.validate_entitlements(cycle)
        return None

    def mark_distributed(self, cycle):
        cycle.write({"state": cycle.STATE_DISTRIBUTED})

    def mark_ended(self, cycle):
        cycle.write({"state": cycle.STATE_ENDED})

    def mark_cancelled(self, cycle):
        cycle.write({"state": cycle.STATE_CANCELED})
