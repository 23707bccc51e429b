from odoo.addons.g2p_immediate_assistance.tests.common import AssistanceCase


class FollowCase(AssistanceCase):
    """An applicant who follows a case, and a hospital that serves them."""

    def timeline(self, application):
        return application.with_user(self.ada).sudo(False)._portal_timeline()

    def titles(self, application):
        return [row["title"] for row in self.timeline(application)]

    def texts(self, application, title):
        rows = [row for row in self.timeline(application) if row["title"] == title]
        return [row["text"].replace("\xa0", " ") for row in rows]

    def assert_said(self, application, title, sentence):
        self.assertEqual(self.texts(application, title), [sentence])

    def ask(self, application, question="Which hospital?"):
        """The first officer asks a question."""
        self.step(application, self.one).action_return(question)

    def redeem(self, application, amount, key="follow-key-1"):
        """The hospital's user redeems an amount."""
        hospital = self.env["g2p.service.provider"].search([("code", "=", "FOLLOW-H")])
        if not hospital:
            vals = {"name": "City General", "code": "FOLLOW-H"}
            links = {"program_ids": [(6, 0, self.program.ids)], "user_ids": [(6, 0, self.eve.ids)]}
            hospital = hospital.create({**vals, **links})
            hospital._set_state("active")
        text = application.voucher_id.active_copy_id.payload
        return self.env["g2p.voucher"].with_user(self.eve).redeem(text, amount, key)
