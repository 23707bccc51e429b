from freezegun import freeze_time

from odoo import fields
from odoo.tests import tagged

from odoo.addons.g2p_assistance_area.tests.common import AreaCase
from odoo.addons.g2p_deferred.tests.common import work_off


@tagged("post_install", "-at_install")
class TestAreasInMails(AreaCase):
    """Officers hear of the cases of their areas only."""

    def setUp(self):
        super().setUp()
        self.env["g2p.approval.step"]._cron_mail_inbox()
        for user in (self.one, self.northern, self.southern):
            user.write({"email": f"{user.id}@example.com", "notification_type": "email"})

    def mails(self):
        """{address: text} of the mails of a run an hour from now."""
        before = self.env["mail.mail"].search([])
        with freeze_time(fields.Datetime.add(fields.Datetime.now(), hours=1)):
            self.env["g2p.approval.step"]._cron_mail_inbox()
        new = self.env["mail.mail"].search([]) - before
        return {mail.email_to: mail.body_html for mail in new}

    def test_a_mail_counts_the_cases_of_the_officers_areas(self):
        self.case_from("Hill District", user=self.ada)
        self.case_from("Elsewhere", user=self.eve)
        mails = self.mails()
        for user, count in ((self.one, 2), (self.northern, 2), (self.southern, 1)):
            self.assertIn(
                f"Cases that wait for your decision: {count}", mails[user.email_formatted]
            )

    def test_a_case_of_another_area_sends_no_mail(self):
        self.case_from("Hill District")
        self.assertIn(self.northern.email_formatted, self.mails())
        self.assertNotIn(self.southern.email_formatted, self.mails())

    def test_a_moved_case_moves_the_officers_to_dos(self):
        case = self.case_from("Hill District")
        work_off(self.env)
        self.assertIn(self.northern, case.activity_ids.user_id)
        self.assertNotIn(self.southern, case.activity_ids.user_id)
        case.with_user(self.one).action_set_place(self.lake.id, "Wrong")
        work_off(self.env)
        case.invalidate_recordset(["activity_ids"])
        self.assertEqual(case.activity_ids.user_id, self.southern)
