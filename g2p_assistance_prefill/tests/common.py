from odoo.addons.g2p_assistance_question.tests.common import QuestionMixin
from odoo.addons.g2p_immediate_assistance.tests.common import ANSWERS, document_type, picture

#: a person as the registry has them: answers of the pages are different
REGISTERED = {
    "given_name": "Adaeze",
    "family_name": "Nyambura",
    "birthdate": "1990-02-03",
    "occupation": "Trader",
    "street": "Plot 7",
    "city": "Eldoret",
    "zip": "30100",
}


class KnownMixin(QuestionMixin):
    """A person of the registry, whom an account can have proven to be."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.accesses = cls.env["g2p.portal.access"]
        cls.person = cls.env["res.partner"].create(
            {
                **REGISTERED,
                "name": "NYAMBURA, ADAEZE",
                "is_registrant": True,
                "gender": cls.gender.value,
                "country_id": cls.env.ref("base.ug").id,
            }
        )
        numbers = cls.env["g2p.phone.number"]
        numbers.create({"partner_id": cls.person.id, "phone_no": "+254 799 000 555"})
        cls.env["g2p.reg.id"].create(
            {"partner_id": cls.person.id, "id_type": cls.id_type.id, "value": "REG-1"}
        )

    def prove(self, user=None, person=None):
        return self.accesses._prove_self(user or self.ada, person or self.person)

    def identified(self, application, person):
        """The office has found the person of the application in the registry."""
        # sudo: the state that is tested, as the officer's choice leaves it
        application.sudo().write({"registrant_id": person.id})
        application.sudo()._grant_to_applicant(person)
        return application

    def start_own(self, kind=None, user=None):
        user = user or self.ada
        kind = (kind or self.type).with_user(user)
        application = self.env["g2p.assistance.application"].with_user(user)._start(kind)
        return application.sudo()

    def known_submitted(self):
        """A submitted application whose person and address are as the registry has them."""
        application = self.start_own().with_user(self.ada).sudo(False)
        for step, answers in ANSWERS.items():
            typed = {**answers, **self.choices(step)}
            typed.update({name: REGISTERED[name] for name in typed if name in REGISTERED})
            if step == "address":
                typed.update(zip=REGISTERED["zip"], country_id=self.env.ref("base.ug").id)
            self.assertEqual(application._portal_save(step, typed), {})
        quotation = document_type(self.env, "quotation")
        application._portal_add_document(quotation.id, "quotation.jpg", picture())
        application._portal_submit()
        return application

    def assert_empty(self, application):
        """Nothing is known: a draft as it was without the addon."""
        self.assertFalse(application.known_answers)
        for name in (*REGISTERED, "gender_id", "phone", "id_number", "household_size"):
            self.assertFalse(application[name], name)
        self.assertEqual(application.country_id, application.company_id.country_id)
        self.assertFalse(application.member_ids)
        self.assertFalse(application.own_answers)
