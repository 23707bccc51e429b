from odoo.exceptions import AccessError
from odoo.tests import tagged

from odoo.addons.g2p_approval_notify.hooks import post_init_hook
from odoo.addons.g2p_deferred.tests.common import by_scheduler, queued, work_off
from odoo.addons.g2p_suite_base.tests.migration import run_update

from .common import ApprovalCase


@tagged("post_install", "-at_install")
class TestNotices(ApprovalCase):
    """The queue between a decision and its to-dos."""

    def setUp(self):
        super().setUp()
        self.rows = self.env["g2p.deferred"].sudo()
        self.rows.search([]).unlink()

    def queued(self, document):
        return queued(self.env, self.request(document), "_notify_officers")

    def test_a_decision_leaves_one_row_and_wakes_the_job(self):
        document = self.submitted()
        self.to_dos(document)
        self.assertFalse(self.rows.search([]))
        triggers = self.env["ir.cron.trigger"].search([])
        with by_scheduler(type(self.rows)):
            self.approve(document, self.first)
        woken = self.env["ir.cron.trigger"].search([]) - triggers
        self.assertEqual(woken.cron_id, self.env.ref("g2p_deferred.cron_work_1"))
        self.assertEqual(len(self.queued(document)), 1)
        self.assertEqual(self.to_dos(document).user_id, self.second)

    def test_a_refused_decision_notifies_nobody(self):
        document = self.submitted()
        self.to_dos(document)
        with self.assertRaises(AccessError), self.cr.savepoint():
            self.approve(document, self.second)
        self.assertFalse(self.rows.search([]))

    def test_many_cases_are_notified_in_one_run(self):
        documents = [self.submitted() for _number in range(3)]
        self.assertEqual(work_off(self.env, channel="notice", most=1), 3)
        for document in documents:
            self.assertEqual(document.sudo().activity_ids.user_id, self.first)

    def test_a_case_of_an_uninstalled_addon_does_not_block_the_others(self):
        gone, document = self.submitted(), self.submitted()
        self.env.flush_all()
        self.cr.execute(
            "UPDATE g2p_approval_request SET model = 'no.such.model' WHERE id = %s",
            [self.request(gone).id],
        )
        self.env.invalidate_all()
        self.assertEqual(self.to_dos(document).user_id, self.first)
        self.assertFalse(self.rows.search([]))

    def test_cases_opened_before_the_installation_are_queued(self):
        document, decided = self.submitted(), self.submitted()
        self.step(decided).with_user(self.first).action_reject(self.reason.code, "No.")
        self.rows.search([]).unlink()
        post_init_hook(self.env)
        self.assertEqual(len(self.queued(document)), 1)
        self.assertFalse(self.queued(decided))
        self.assertEqual(self.to_dos(document).user_id, self.first)

    def test_cases_that_waited_before_an_update_are_queued(self):
        document = self.submitted()
        self.rows.search([]).unlink()
        for _update in range(2):
            run_update(self.env, "g2p_approval_notify", "post-queue")
        self.assertEqual(self.to_dos(document).user_id, self.first)

    def test_the_queue_is_closed_to_officers(self):
        document = self.submitted()
        notices = self.queued(document).with_user(self.first)
        for attempt in (
            lambda: notices.read(["res_id"]),
            notices.unlink,
            lambda: notices.create({"res_id": self.request(document).id}),
        ):
            with self.assertRaises(AccessError):
                attempt()
