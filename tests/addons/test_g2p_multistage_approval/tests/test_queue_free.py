from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from odoo.addons.g2p_suite_base.tests.common import role_link

from .common import ApprovalCase, stage

MANAGER = "g2p_multistage_approval.group_approval_manager"
AUDITOR = "g2p_multistage_approval.group_approval_auditor"
CHECKER = "test_g2p_multistage_approval.group_checker"


@tagged("post_install", "-at_install")
class TestQueueFree(ApprovalCase):
    """A case whose officer can no longer decide it is free; who had it is on record."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.policy.active = False
        cls.board = cls.first | cls.second
        cls.policy = cls.make_policy(stage(10, "Board", cls.board))
        cls.manager = new_test_user(cls.env, "queue manager", MANAGER, name="Manager")

    def free_everywhere(self, document):
        """Whether lists, searches and counters show the case as free to the second officer."""
        self.env.flush_all()
        self.env.invalidate_all()
        step = self.step(document).with_user(self.second)
        theirs = document.with_user(self.second)
        waiting = [("id", "=", document.id), ("approval_can_decide", "=", True)]
        mine = [("id", "=", step.id), ("can_decide", "=", True)]
        counted = sum(row["count"] for row in step.queue_counts())
        return {
            step.hold_state == "free",
            theirs.approval_hold == "free",
            not theirs.approval_taken_by,
            bool(theirs.search_count([*waiting, ("approval_is_free", "=", True)])),
            bool(step.search_count([*mine, ("is_free", "=", True)])),
            bool(counted),
        }

    def test_what_an_officer_without_the_role_has_taken_is_free_in_lists_too(self):
        """From either side of the membership, and by way of another role."""
        checker, role = self.env.ref(CHECKER), {"name": "Test: over checkers"}
        over = self.env["res.groups"].create({**role, "implied_ids": [(4, checker.id)]})
        self.policy.stage_ids[0].write({"officer_ids": [(6, 0, self.second.ids)]})
        self.policy.stage_ids[0].group_id = checker
        link = role_link(self.env["res.users"])
        members = role_link(self.env["res.groups"])
        for number, (group, end) in enumerate(
            (
                (checker, lambda user: user.write({link: [(3, checker.id)]})),
                (checker, lambda user: checker.write({members: [(3, user.id)]})),
                (over, lambda _user: over.write({"implied_ids": [(3, checker.id)]})),
            )
        ):
            user = new_test_user(self.env, f"queue leaver {number}", "base.group_user")
            self.join(user, group)
            document = self.submitted()
            self.step(document).with_user(user).action_take()
            self.assertEqual(self.free_everywhere(document), {False})
            user.write({"name": "Another name"})
            self.assertEqual(self.free_everywhere(document), {False})
            end(user)
            with self.subTest(end=number):
                self.assertEqual(self.free_everywhere(document), {True})
            self.approve(document, self.second)

    def test_what_an_officer_of_another_company_or_without_a_seat_has_taken_is_free(self):
        other = self.env["res.company"].create({"name": "Test: other office"})
        for end in (
            lambda _step: self.first.write(
                {"company_id": other.id, "company_ids": [(6, 0, other.ids)]}
            ),
            lambda step: step.with_user(self.manager).action_reassign(
                self.outsider.id, "Leave", self.first.id
            ),
        ):
            document = self.submitted()
            step = self.step(document)
            step.with_user(self.first).action_take()
            self.assertEqual(self.free_everywhere(document), {False})
            end(step)
            self.assertEqual(self.free_everywhere(document), {True})
            self.first.write(
                {"company_ids": [(4, self.env.company.id)], "company_id": self.env.company.id}
            )
            self.approve(document, self.second)

    def test_what_a_substitute_has_taken_is_free_when_the_absence_ends(self):
        today = fields.Date.today()
        absence = (
            self.env["g2p.approval.delegation"]
            .with_user(self.first)
            .create(
                {
                    "user_id": self.first.id,
                    "delegate_id": self.outsider.id,
                    "date_from": today,
                    "date_to": today,
                    "reason": "Leave",
                }
            )
        )
        document = self.submitted()
        self.step(document).with_user(self.outsider).action_take()
        self.assertEqual(self.free_everywhere(document), {False})
        absence.action_end()
        self.assertEqual(self.free_everywhere(document), {True})

    def test_an_officer_who_is_able_keeps_what_they_have_taken(self):
        document = self.submitted()
        self.step(document).with_user(self.first).action_take()
        self.request(document)._queue_notifications()
        self.env["res.groups"].create({"name": "Test: no members"}).unlink()
        self.assertEqual(self.free_everywhere(document), {False})

    # === The log === #

    def log(self, document, user):
        rows = self.request(document).with_user(user).hold_event_ids
        return [(row.action, row.user_id, row.officer_id) for row in rows.sorted("id")]

    def test_takes_and_releases_are_logged_for_managers_and_auditors(self):
        nobody = self.env["res.users"]
        auditor = new_test_user(self.env, "queue auditor", AUDITOR)
        document = self.submitted()
        step = self.step(document)
        first, second = (step.with_user(user) for user in self.board)
        for act in (
            first.action_take,
            first.action_take,  # the same time goes on
            first.action_release,
            first.action_release,
            second.action_take,
            step.with_user(self.manager).action_release,
        ):
            act()
        wanted = [
            ("take", self.first, nobody),
            ("release", self.first, nobody),
            ("take", self.second, nobody),
            ("release", self.manager, self.second),
        ]
        for user in (self.manager, auditor):
            self.assertEqual(self.log(document, user), wanted)
        for user in (self.first, self.author, self.portal):
            with self.assertRaises(AccessError):
                self.log(document, user)
            with self.assertRaises(AccessError):
                self.env["g2p.approval.hold.event"].with_user(user).search([])

    def test_a_reassigned_case_is_logged_with_its_new_officer(self):
        document = self.submitted()
        self.step(document).with_user(self.first).action_reassign_case(self.second.id, "Yours")
        self.assertEqual(self.log(document, self.manager), [("reassign", self.first, self.second)])

    def test_the_log_of_taken_cases_is_kept(self):
        document = self.submitted()
        self.step(document).with_user(self.first).action_take()
        row = self.request(document).hold_event_ids
        vals = {"action": "take", "request_id": row.request_id.id, "step_id": row.step_id.id}
        for attempt, words in (
            (
                lambda: row.write({"user_id": self.second.id}),
                "log of taken cases cannot be changed",
            ),
            (row.unlink, "log of taken cases cannot be deleted"),
        ):
            with self.assertRaisesRegex(AccessError, words):
                attempt()
        for user in (self.first, self.manager):
            with self.assertRaises(AccessError):
                row.with_user(user).sudo(False).create(vals)
