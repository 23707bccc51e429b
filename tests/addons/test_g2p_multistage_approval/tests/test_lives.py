from odoo.tests import new_test_user, tagged

from .common import ApprovalCase, stage

LINE = (
    "An officer's account was archived, and nobody can decide the stage %s now. An approval "
    "manager must reassign it to another officer."
)


@tagged("post_install", "-at_install")
class TestLives(ApprovalCase):
    """Officers leave: the office may archive an account at any time, and the case can continue."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        group = "g2p_multistage_approval.group_approval_manager"
        cls.manager = new_test_user(cls.env, "lives manager", group, name="Manager")
        cls.admin = new_test_user(cls.env, "lives admin", "base.group_system", name="Admin")

    def archive(self, user):
        user.with_user(self.admin).action_archive()
        self.env.invalidate_all()

    def history(self, document):
        return str(document.sudo().message_ids.mapped("body"))

    def test_the_only_officer_leaves_and_a_manager_reassigns_the_step(self):
        document = self.submitted()
        self.archive(self.first)
        self.assertIn(LINE % "Check", self.history(document))
        step = self.step(document)
        self.assertTrue(step.nobody)
        step.with_user(self.manager).sudo(False).action_reassign(
            self.outsider.id, "Left the office", self.first.id
        )
        self.approve(document, self.outsider)
        self.assertEqual(self.step(document).name, "Review")

    def test_one_of_several_officers_leaves_without_a_message(self):
        self.make_policy(stage(10, "Either", self.second | self.third), sequence=1)
        document = self.submitted()
        self.archive(self.second)
        self.assertNotIn("archived", self.history(document))
        self.approve(document, self.third)
        self.assertEqual(document.approval_state, "approved")

    def test_the_last_member_of_a_group_leaves(self):
        group = self.env["res.groups"].create({"name": "Deciders"})
        self.join(self.second, group)
        self.make_policy(
            (0, 0, {"sequence": 10, "name": "By group", "group_id": group.id}), sequence=1
        )
        document = self.submitted()
        self.archive(self.second)
        self.assertIn(LINE % "By group", self.history(document))

    def test_an_officer_with_nothing_to_decide_leaves_without_a_message(self):
        document = self.submitted()
        self.archive(self.third)
        self.assertNotIn("archived", self.history(document))
