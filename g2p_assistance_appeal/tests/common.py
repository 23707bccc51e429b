from odoo.tests import new_test_user

from odoo.addons.g2p_assistance_follow.tests.common import FollowCase
from odoo.addons.g2p_document_store.tests.common import photo
from odoo.addons.g2p_immediate_assistance.tests.common import OFFICER

TEXT = "My cousin does not pay for it any more."
FORMER = (
    "You took part in the first decision of this case, so other officers must decide the appeal."
)


class AppealCase(FollowCase):
    """A programme with appeals: each stage has a first officer and another one."""

    DAYS = 14

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for stage, name in zip(cls.policy.stage_ids, ("four", "five", "six"), strict=True):
            officer = new_test_user(cls.env, f"case {name}", OFFICER, name=f"Officer {name}")
            stage.officer_ids |= officer
            setattr(cls, name, officer)
        cls.settings = cls.env["g2p.assistance.settings"]._for_program(cls.program)
        cls.settings.appeal_days = cls.DAYS

    def rejected(self):
        """An application that Officer One has assessed and rejected."""
        application = self.submitted()
        self.assess(application)
        self.step(application, self.one).action_reject(self.reason.code, "Internal note")
        return self.mine(application)

    def mine(self, application):
        return application.with_user(self.ada).sudo(False)

    def send(self, application, text=TEXT, document=False):
        self.assertEqual(application._portal_appeal_save(text), {})
        if document:
            application._portal_appeal_add("letter.jpg", photo((60, 60), 9))
        self.assertEqual(application._portal_appeal_send(), {})
        self.env.invalidate_all()
        return application

    def appealed(self, **values):
        return self.send(self.rejected(), **values)

    def decide_again(self, application):
        """The other three officers grant the appeal."""
        self.assess(application, user=self.four)
        for officer in (self.four, self.five, self.six):
            self.step(application, officer).action_approve()
        self.env.invalidate_all()
