from odoo.tests import TransactionCase, new_test_user

from odoo.addons.g2p_deferred.tests.common import work_off

INTERNAL = "base.group_user"


def stage(sequence, name, users, **values):
    """Command that creates a stage decided by users."""
    return (
        0,
        0,
        {"sequence": sequence, "name": name, "officer_ids": [(6, 0, users.ids)], **values},
    )


class ApprovalCase(TransactionCase):
    """Three stages with one officer each, and a person who submits."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for login in ("author", "first", "second", "third", "outsider"):
            user = new_test_user(cls.env, f"approval {login}", INTERNAL, name=login.title())
            setattr(cls, login, user)
        cls.portal = new_test_user(cls.env, "approval portal", "base.group_portal")
        cls.policy = cls.make_policy(
            stage(10, "Check", cls.first, amount_policy="lower"),
            stage(20, "Review", cls.second),
            stage(30, "Sign", cls.third),
        )
        cls.reason = cls.env["g2p.approval.reason"].search([("action", "=", "reject")], limit=1)

    def tearDown(self):
        # after every test: inboxes agree with the present state of the steps
        # (a refusal that a test does not roll back may have closed a step: only open ones count)
        here = set(self.open_steps().ids)
        self.assertEqual({row for row in self.seats() if row[0] in here}, self.wanted_seats())
        super().tearDown()

    def open_steps(self):
        ours = [("model", "=", "test.approval.document"), ("state", "=", "open")]
        return self.env["g2p.approval.step"].with_context(active_test=False).search(ours)

    def wanted_seats(self):
        """Step, officer, group and use of each seat, derived from the open steps."""
        wanted = set()
        for step in self.open_steps():
            late = step.escalation_group_id if step.escalated_on else step.group_id
            wanted.update((step.id, user.id, False, False) for user in step.officer_ids)
            wanted.update((step.id, False, group.id, False) for group in step.group_id | late)
            used = step.decision_ids.filtered(
                lambda d: d.action in ("approve", "reject", "reassign")
            )
            people = used.user_id | used.on_behalf_id
            wanted.update((step.id, user.id, False, True) for user in people)
        return wanted

    def seats(self):
        rows = self.env["g2p.approval.seat"].search(
            [("step_id.model", "=", "test.approval.document")]
        )
        found = [(row.step_id.id, row.user_id.id, row.group_id.id, row.is_used) for row in rows]
        self.assertEqual(len(found), len(set(found)))
        return set(found)

    @classmethod
    def make_policy(cls, *stages, **values):
        return cls.env["g2p.approval.policy"].create(
            {
                "name": "Documents",
                "model_id": cls.env["ir.model"]._get_id("test.approval.document"),
                "stage_ids": list(stages),
                **values,
            }
        )

    def join(self, user, group):
        """Add the user to the group, on any series."""
        self.env.flush_all()
        self.env.cr.execute(
            "INSERT INTO res_groups_users_rel (uid, gid) VALUES (%s, %s)", [user.id, group.id]
        )
        self.env.invalidate_all()
        self.env.registry.clear_cache()

    def make_document(self, **values):
        vals = {"name": "Paper", "amount": 1000, "purpose": "Bridge", **values}
        vals.setdefault("line_ids", [(0, 0, {"amount": 600}), (0, 0, {"amount": 400})])
        document = self.env["test.approval.document"].with_user(self.author).create(vals)
        return document.sudo().with_user(self.author)

    def submitted(self, **values):
        document = self.make_document(**values)
        document.action_submit_for_approval()
        return document

    def request(self, document):
        return self.env["g2p.approval.request"]._of(document)[:1]

    def step(self, document):
        """The open step, as seen by the superuser."""
        return self.request(document).step_ids.filtered(lambda step: step.state == "open")

    def to_dos(self, document):
        """The to-dos on the document, after the queue was worked off."""
        work_off(self.env, channel="notice")
        return document.sudo().activity_ids

    def escalate(self):
        """Open late steps to their other group, as the scheduled action and the queue do."""
        self.env["g2p.approval.step"]._cron_escalate()
        return work_off(self.env, channel="approval")

    def approve(self, document, user, amount=None):
        return self.step(document).with_user(user).action_approve(amount)

    def approve_all(self, document):
        for user in (self.first, self.second, self.third):
            self.approve(document, user)
