from odoo.addons.g2p_immediate_assistance.tests.common import AssistanceCase

#: answers to the criteria, by name
ANSWERS = {"Income": 4, "Urgency": 3, "Insured": "no"}


class CriteriaCase(AssistanceCase):
    """The first stage assesses by three criteria, one of which needs no answer."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.stage = cls.policy.stage_ids[0]
        cls.income, cls.urgency, cls.insured = cls.env["g2p.assistance.criterion"].create(
            [
                cls.criterion("Income", weight=3, guidance="Of the last three months"),
                cls.criterion("Urgency", weight=5, lowest_label="can wait"),
                cls.criterion("Insured", kind="yes_no", full_answer="no", required=False),
            ]
        )
        criteria = cls.income | cls.urgency | cls.insured
        cls.keys = {one.name: str(one.id) for one in criteria}

    @classmethod
    def criterion(cls, name, **vals):
        return {"stage_id": cls.stage.id, "name": name, **vals}

    @classmethod
    def table(cls, *rows):
        """The table of amounts: (score from, part)."""
        cls.stage.band_ids = [(5, 0, 0)] + [
            (0, 0, {"score_from": start, "share_percent": part}) for start, part in rows
        ]

    def waiting(self, **values):
        """A case that waits for its assessment, its person identified."""
        application = self.submitted(**values)
        application.with_user(self.one)._identify()
        return application

    def answers(self, **changed):
        """Answers as the dialog sends them; None leaves one out."""
        answers = {**ANSWERS, **changed}
        return {self.keys[name]: value for name, value in answers.items() if value is not None}

    def dialog(self, application, user=None, **vals):
        """The dialog of a decision with an assessment."""
        user = user or self.one
        context = application.with_user(user).sudo(False).action_open_decide()["context"]
        dialogs = self.env["g2p.approval.decide"].with_user(user).with_context(**context)
        usual = {"assessment_remarks": "A widow.", "amount": 900, "answers": self.answers()}
        return dialogs.create({**usual, **vals})

    def assessed(self, application, **vals):
        """The assessment of a case that Officer One approved in the dialog."""
        self.dialog(application, **vals).action_confirm()
        self.env.invalidate_all()
        return application.sudo().assessment_ids
