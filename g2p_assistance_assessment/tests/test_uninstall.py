from odoo.tests import tagged

from odoo.addons.g2p_document_store.tests.common import photo

from ..hooks import DOCUMENT_TYPE, pre_init_hook, uninstall_hook
from .common import CriteriaCase


@tagged("post_install", "-at_install")
class TestUninstall(CriteriaCase):
    """Without the addon an assessment has a need score and no criteria."""

    def test_each_assessment_gets_the_need_of_its_score(self):
        scores = {1: 20, 2: 40, 3: 60, 4: 80, 5: 100}
        for answer, score in scores.items():
            application = self.waiting()
            answers = self.answers(Income=answer, Urgency=answer, Insured=None)
            assessment = self.assessed(application, answers=answers)
            self.assertEqual((assessment.score, assessment.need_score), (score, False))
            uninstall_hook(self.env)
            expected = {1: "2", 2: "3", 3: "4", 4: "5", 5: "5"}[answer]
            self.assertEqual(assessment.need_score, expected)
            application.with_user(self.ada)._portal_withdraw()

    def test_the_type_of_files_that_stay_stays(self):
        assessment = self.assessed(self.waiting())
        assessment.with_user(self.one).sudo()._attach([("a.jpg", photo((60, 60), 5))])
        uninstall_hook(self.env)
        self.assertFalse(self.env.ref(DOCUMENT_TYPE, raise_if_not_found=False))
        kind = assessment.document_ids.document_type_id
        self.assertEqual(kind.code, "assessment")
        pre_init_hook(self.env)  # installed again
        self.assertEqual(self.env.ref(DOCUMENT_TYPE), kind)
        pre_init_hook(self.env)

    def test_the_type_goes_without_files(self):
        uninstall_hook(self.env)
        self.assertTrue(self.env.ref(DOCUMENT_TYPE, raise_if_not_found=False))
