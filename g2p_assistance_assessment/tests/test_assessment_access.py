from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from odoo.addons.g2p_document_store.tests.common import photo
from odoo.addons.g2p_immediate_assistance.tests.common import OFFICER

from .common import CriteriaCase
from .test_criteria import MANAGER

AUDITOR = "g2p_multistage_approval.group_approval_auditor"
CLOSED = "g2p.assistance.criterion", "g2p.assistance.band", "g2p.assistance.assessment.line"


@tagged("post_install", "-at_install")
class TestAssessmentAccess(CriteriaCase):
    """Each role, allowed and refused."""

    def as_user(self, record, user):
        self.env.invalidate_all()
        return record.with_user(user).sudo(False)

    def test_people_outside_the_office_read_nothing_of_it(self):
        application = self.waiting()
        assessment = self.assessed(application)
        for user in (self.ada, self.eve, self.clerk, self.env.ref("base.public_user")):
            # the dialogs of decisions, and so their own files, are for all employees
            own = () if user == self.clerk else ("g2p.assistance.assess.file",)
            for model in (*CLOSED, *own):
                with self.assertRaises(AccessError):
                    self.env[model].with_user(user).sudo(False).search([])
            for record in (assessment, assessment.line_ids, self.income):
                with self.assertRaises(AccessError):
                    self.as_user(record, user).read(["id"])
        for name in ("assessments_shown", "assessment_ids"):
            with self.assertRaises(AccessError):
                self.as_user(application, self.ada).read([name])
            with self.assertRaises(AccessError):
                self.as_user(application, self.ada).search([("assessment_ids.score", ">", 0)])
        self.assertNotIn("assessments_shown", self.as_user(application, self.ada).fields_get())

    def test_officers_and_auditors_read_assessments(self):
        application = self.waiting()
        assessment = self.assessed(application)
        for user in (self.one, self.two, self.auditor):
            self.assertEqual(self.as_user(assessment, user).score, 71)
            self.assertEqual(self.as_user(assessment.line_ids, user)[0].answer, "4")
            self.assertIn("71 %", self.as_user(application, user).assessments_shown)

    def test_nobody_writes_them_but_the_dialog(self):
        assessment = self.assessed(self.waiting())
        everybody = (self.one, self.two, self.auditor, self.env.ref("base.user_admin"))
        line = assessment.line_ids[0]
        vals = line.copy_data()[0]
        for user in everybody:
            with self.assertRaises(AccessError):
                self.as_user(line, user).create(vals)
            for record in (line, assessment):
                with self.assertRaises(AccessError):
                    self.as_user(record, user).write({"points": 1})
                with self.assertRaises(AccessError):
                    self.as_user(record, user).unlink()
        with self.assertRaises(AccessError):
            line.unlink()

    def test_managers_configure_and_officers_do_not(self):
        manager, auditor = (
            new_test_user(self.env, f"criteria {name}", group, name=name)
            for name, group in (("manager", MANAGER), ("auditor", AUDITOR))
        )
        band = self.env["g2p.assistance.band"].create({"stage_id": self.stage.id, "score_from": 5})
        for record, vals in ((self.income, {"weight": 4}), (band, {"score_from": 6})):
            self.as_user(record, manager).write(vals)
            self.assertTrue(self.as_user(record, auditor).read(["company_id"]))
            for user in (auditor, self.one, self.auditor):
                with self.assertRaises(AccessError):
                    self.as_user(record, user).write(vals)
            for user in (self.one, self.auditor, self.clerk):
                with self.assertRaises(AccessError):
                    self.as_user(record, user).read(["company_id"])
        self.as_user(band, manager).unlink()

    def test_another_companys_criteria_are_closed(self):
        other = self.env["res.company"].create({"name": "Elsewhere"})
        vals = {"company_id": other.id, "company_ids": [(6, 0, other.ids)]}
        manager = new_test_user(self.env, "criteria foreign", MANAGER, **vals)
        officer = new_test_user(self.env, "officer foreign", OFFICER, **vals)
        self.assertEqual(self.income.company_id, self.policy.company_id)
        assessment = self.assessed(self.waiting())
        self.assertFalse(self.as_user(self.income, manager).search([]) & self.income)
        for operation in ("read", "write"):
            with self.assertRaises(AccessError):
                self.as_user(self.income, manager).check_access(operation)
        with self.assertRaises(AccessError):
            self.as_user(self.income, manager).create({"stage_id": self.stage.id, "name": "Mine"})
        for record in (assessment, assessment.line_ids):
            with self.assertRaises(AccessError):
                self.as_user(record, officer).read(["points"])

    def test_shared_criteria_are_changed_by_those_of_all_companies(self):
        self.policy.company_id = False
        self.env["res.company"].create({"name": "Elsewhere"})
        boss = new_test_user(self.env, "criteria boss", MANAGER)
        self.assertFalse(self.income.company_id)
        self.assertEqual(self.as_user(self.income, boss).weight, 3)
        with self.assertRaises(AccessError):
            self.as_user(self.income, boss).weight = 4
        boss.company_ids = self.env["res.company"].search([])
        self.as_user(self.income, boss).weight = 4

    def test_files_are_read_by_officers_and_auditors_alone(self):
        application = self.waiting()
        assessment = application.sudo().assessment_ids
        assessment = self.assessed(application)
        assessment.sudo(False).with_user(self.one).sudo()._attach([("a.jpg", photo((60, 60), 4))])
        document = assessment.document_ids
        for user in (self.one, self.two, self.auditor):
            self.assertEqual(self.as_user(document, user).name, "a.jpg")
            self.assertIn(document._url(view=True), self.as_user(assessment, user).explanation)
        for user in (self.ada, self.clerk, self.issuer):
            with self.assertRaises(AccessError):
                self.as_user(document, user).read(["name"])

    def test_files_of_a_dialog_are_its_users_own(self):
        application = self.waiting()
        dialog = self.dialog(
            application, assessment_file_ids=[(0, 0, {"name": "a", "content": "QQ=="})]
        )
        files = dialog.assessment_file_ids
        self.assertEqual(self.as_user(files, self.one).name, "a")
        with self.assertRaises(AccessError):
            self.as_user(files, self.two).read(["content"])
        step = self.step(application, self.one)
        foreign = self.dialog(application).id
        with self.assertRaises(AccessError):
            self.env["g2p.assistance.assess.file"].with_user(self.two).sudo(False).create(
                {"decide_id": foreign, "name": "x", "content": "QQ=="}
            )
        self.assertTrue(step)
