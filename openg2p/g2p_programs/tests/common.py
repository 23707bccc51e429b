from odoo.tests import Form

from odoo.addons.g2p_registry_base.tests.common import RegistryCase


class ProgramsCase(RegistryCase):
    """A programme for persons that gives 100 to each, created by its manager in the wizard."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager = cls._user("prg_manager", "base.group_user,g2p_programs.g2p_program_manager")
        cls.validator = cls._user(
            "prg_validator", "base.group_user,g2p_programs.g2p_program_validator"
        )
        cls.approver = cls._user(
            "prg_approver", "base.group_user,g2p_programs.g2p_program_cycle_approver"
        )
        cls.finance = cls._user("prg_finance", "base.group_user,g2p_programs.g2p_finance_validator")
        cls.managers_group = cls.env.ref("g2p_programs.g2p_program_manager")
        cls.program = cls._program("Test: cash aid")
        # a programme of OpenG2P pays nothing before its payment manager has a batch tag
        tag = cls.env["g2p.payment.batch.tag"].create({"name": "Test: all"})
        cls.program.get_manager(cls.program.MANAGER_PAYMENT).batch_tag_ids = tag
        cls.members = cls.person | cls._registrant("Test Second")

    @classmethod
    def _program(cls, name, **values):
        """Create a programme as the wizard's form does."""
        wizards = cls.env["g2p.program.create.wizard"].with_user(cls.manager)
        with Form(wizards, "g2p_programs.create_program_wizard_form_view") as form:
            form.name = name
            form.target_type = "individual"
            form.amount_per_cycle = 100
            form.approver_group_id = cls.managers_group
            for field, value in values.items():
                form[field] = value
        return cls.env["g2p.program"].browse(form.save().create_program()["res_id"])

    @classmethod
    def _join(cls, partner, program=None, **values):
        vals = {"partner_id": partner.id, "program_id": (program or cls.program).id, **values}
        return cls.env["g2p.program_membership"].create(vals)

    @classmethod
    def _cycle(cls):
        """The programme's next cycle, with its enrolled members."""
        for partner in cls.members - cls.program.program_membership_ids.partner_id:
            cls._join(partner, state="enrolled")
        cls.program.with_user(cls.manager).create_new_cycle()
        return cls.program.cycle_ids.sorted("sequence")[-1:].with_user(cls.manager)

    @classmethod
    def _approved_cycle(cls):
        cycle = cls._cycle()
        cycle.prepare_entitlement()
        cycle.to_approve()
        cycle.approve()
        cycle.validate_entitlement()
        return cycle
