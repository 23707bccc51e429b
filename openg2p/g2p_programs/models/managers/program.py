from odoo import api, fields, models


class ProgramManager(models.Model):
    """The programme manager of a programme."""

    _name = "g2p.program.manager"
    _inherit = "g2p.manager.mixin"
    _description = "Programme manager"

    program_id = fields.Many2one("g2p.program", ondelete="cascade")

    @api.model
    def _selection_manager_ref_id(self):
        selection = super()._selection_manager_ref_id()
        new_manager = ("g2p.program.manager.default", self.env._("Default"))
        return selection if new_manager in selection else [*selection, new_manager]


class BaseProgramManager(models.AbstractModel):
    """Interface of the programme managers."""

    _name = "g2p.base.program.manager"
    _inherit = "base.programs.manager"
    _description = "Base programme manager"

    name = fields.Char("Manager name", required=True)
    program_id = fields.Many2one("g2p.program", required=True, ondelete="cascade", index=True)

    def last_cycle(self):
        """The latest cycle of the programme, or an empty recordset."""
        raise NotImplementedError()

    def new_cycle(self):
        """Open the next cycle of the programme."""
        raise NotImplementedError()

    def enroll_eligible_registrants(self, state=None):
        """Enrol members that are eligible."""
        raise NotImplementedError()


class DefaultProgramManager(models.Model):
    """Cycles follow each other; members are enrolled if the eligibility managers agree."""

    _name = "g2p.program.manager.default"
    _inherit = ["g2p.base.program.manager", "g2p.manager.source.mixin"]
    _description = "Default Program Manager"

    number_of_cycles = fields.Integer(default=1)
    copy_last_cycle_on_new_cycle = fields.Boolean(default=True)

    def last_cycle(self):
        return self.program_id.cycle_ids.sorted("sequence")[-1:]

    def new_cycle(self):
        self.ensure_one()
        last = self.last_cycle()
        cycle_manager = self.program_id.get_manager(self.program_id.MANAGER_CYCLE)
        start = fields.Date.add(last.end_date, days=1) if last else fields.Date.today()
        sequence = (last.sequence if last else 0) + 1
        cycle = cycle_manager.new_cycle(f"Cycle {sequence}", start, sequence)
        if self.copy_last_cycle_on_new_cycle or not last:
            cycle_manager.copy_beneficiaries_from_program(cycle)
        return cycle

    def enroll_eligible_registrants(self, state=None):
        self.ensure_one()
        states = state or ["draft"]
        members = self.program_id.get_beneficiaries(states)
        eligible = members
        for manager in self.program_id.get_managers(self.program_id.MANAGER_ELIGIBILITY):
            eligible = manager.enroll_eligible_registrants(eligible)
        now = fields.Datetime.now()
        eligible.write({"state": "enrolled", "enrollment_date": now})
        (members - eligible).write({"state": "not_eligible"})
        for manager in self.program_id.get_managers(self.program_id.MANAGER_NOTIFICATION):
            manager.on_enrolled_in_program(eligible)
        return self.program_id._notify(
            self.env._("%(count)s registrants enrolled.", count=len(eligible))
        )
