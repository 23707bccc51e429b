from odoo.addons.g2p_immediate_assistance.tests.common import ANSWERS

#: the model's own sentence
SHOW = "Show with an ID who you are."


class DemandCase:
    """Mixed into a case with a programme: its demand, and a person of the register."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.settings = cls.env["g2p.assistance.settings"]._for_program(cls.program)
        cls.accesses = cls.env["g2p.portal.access"]
        cls.person = cls.env["res.partner"].create(
            {"name": "NYAMBURA, ADA", "is_registrant": True, "birthdate": "1990-02-03"}
        )
        cls.env["g2p.reg.id"].create(
            {
                "partner_id": cls.person.id,
                "id_type": cls.id_type.id,
                "value": ANSWERS["person"]["id_number"],
            }
        )

    def demand(self, moment, **values):
        # sudo: the state that is tested, as the server sets it
        self.settings.sudo().write({"identity_demand": moment, **values})
        self.env.flush_all()

    def prove(self, user=None, person=None):
        return self.accesses._prove_self(user or self.ada, person or self.person)

    def for_another(self, application, relation="helper"):
        """The draft is for somebody whom the user helps."""
        # sudo: the state that is tested, as the server sets it
        # what was typed is theirs, also where the registry knows the same of the user
        application.sudo().write({"relation": relation, "known_answers": False})
        return application
