from datetime import timedelta
from unittest.mock import patch

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from odoo.addons.g2p_document_store.tests.common import photo

from .common import TEXT, AppealCase

START = fields.Datetime.to_datetime("2026-03-02 08:00:00")


@tagged("post_install", "-at_install")
class TestAppeal(AppealCase):
    """A rejected application is decided again, once, by a date that the person sees."""

    def refused(self, application, sentence):
        """Every step of an appeal is refused with the same words."""
        self.assertEqual(application._portal_appeal()["why_not"], sentence)
        calls = (
            lambda: application._portal_appeal_save("Late"),
            lambda: application._portal_appeal_send(),
            lambda: application._portal_appeal_add("late.jpg", photo((50, 50), 8)),
        )
        for call in calls:
            with self.assertRaises(UserError) as caught, self.env.cr.savepoint():
                call()
            self.assertEqual(str(caught.exception), sentence)

    # === When === #

    def test_it_can_be_sent_until_the_end_of_the_date_shown(self):
        with freeze_time(START) as clock:
            application = self.rejected()
            self.assertEqual(str(application.appeal_until), "2026-03-16")
            self.assertEqual(application._portal_appeal()["until"], "16 Mar 2026")
            clock.move_to(START + timedelta(days=14, hours=15))
            self.assertFalse(application._portal_appeal()["why_not"])
            self.assertIn("You can appeal until 16 Mar 2026.", self.titles(application))
            clock.move_to(START + timedelta(days=15))
            self.refused(
                application,
                "The last day for an appeal was 16 Mar 2026. Ask the office what you can do now; "
                "you can apply again when something has changed.",
            )

    def test_the_date_does_not_change_with_the_settings(self):
        application = self.rejected()
        until = application.appeal_until
        self.settings.appeal_days = 1
        self.assertEqual(application.appeal_until, until)

    def test_a_programme_without_appeals_says_so(self):
        self.settings.appeal_days = 0
        application = self.rejected()
        self.assertFalse(application.appeal_until)
        self.refused(
            application,
            "There is no appeal against this decision. Ask the office if you do not understand it; "
            "you can apply again when something has changed.",
        )

    def test_only_a_rejection_can_be_appealed(self):
        for application in (self.draft(), self.submitted(), self.approved()):
            name = application.name
            self.refused(
                self.mine(application),
                f"{name} is not rejected, so there is nothing to appeal against.",
            )

    # === What it does === #

    def test_a_new_round_is_decided_by_others_and_the_first_stays_readable(self):
        application = self.appealed(document=True)
        self.assertEqual(
            (application.state, application.appeal_id.state), ("submitted", "deciding")
        )
        rounds = application.sudo().approval_request_id.search(
            [("model", "=", application._name), ("res_id", "=", application.id)], order="id"
        )
        self.assertEqual(rounds.mapped("state"), ["rejected", "pending"])
        self.assertEqual(rounds[1].requester_id, self.ada)
        self.assertFalse(self.step(application, self.one))
        self.assertTrue(self.step(application, self.four))
        self.assertEqual(application._portal_rejection(), self.reason.public_text)
        titles = self.titles(application)
        self.assertIn("Your application was rejected", titles)
        self.assertEqual(self.texts(application, "We have your appeal"), [TEXT])
        officer = application.with_user(self.four).sudo(False)
        self.assertEqual(officer.appeal_text, TEXT)
        self.assertIn("reject", officer.approval_decision_ids.mapped("action"))

    def test_a_granted_appeal_goes_the_way_of_every_approval(self):
        application = self.appealed()
        reserved = self.fund.reserved
        self.decide_again(application)
        self.assertEqual((application.state, application.appeal_id.state), ("approved", "granted"))
        self.assertEqual(self.fund.reserved - reserved, 1200)
        case = application.sudo()
        self.assertEqual((case.voucher_id.state, case.voucher_id.amount), ("draft", 1200))
        self.issue_voucher(case)
        self.assertEqual(case.voucher_id.state, "issued")
        self.assertIn("Approved", self.titles(application))

    def test_a_refused_appeal_is_final(self):
        application = self.appealed()
        self.step(application, self.four).action_reject(self.reason.code, "Again", "Still no.")
        self.env.invalidate_all()
        self.assertEqual((application.state, application.appeal_id.state), ("rejected", "refused"))
        self.assertEqual(application._portal_rejection(), "Still no.")
        self.assertEqual(self.texts(application, "Your appeal was rejected"), ["Still no."])
        self.refused(
            application,
            "Other officers have decided your appeal. There is no further appeal; you can apply "
            "again when something has changed.",
        )

    def test_the_promised_time_begins_again(self):
        with freeze_time(START) as clock:
            application = self.rejected()
            clock.tick(timedelta(days=3))
            self.send(application)
            self.assertEqual(application.answer_by, START + timedelta(days=4))

    def test_a_question_in_an_appeal_is_answered_in_words(self):
        application = self.appealed()
        self.ask_of(application, self.four)
        self.assertEqual(application.state, "returned")
        self.assertEqual(application._portal_answer("On Monday."), {})
        self.assertTrue(self.step(application, self.four))
        self.assertEqual(self.texts(application, "We have your answer"), ["On Monday."])

    def ask_of(self, application, officer):
        self.step(application, officer).action_return("When?")
        self.env.invalidate_all()

    # === What it binds to === #

    def test_a_decision_binds_to_its_text_and_files(self):
        for change in ("text", "file"):
            application = self.appealed()
            self.assess(application, user=self.four)
            step = self.step(application, self.four)
            if change == "text":
                application.sudo().appeal_id.write({"text": "Something else"})
            else:
                content = photo((70, 70), 4)
                self.env["g2p.document"]._store(application.sudo(), "x.jpg", content, "appeal")
            with self.assertRaisesRegex(UserError, "was changed after it was submitted"):
                step.action_approve()

    # === Withdrawing === #

    def test_a_withdrawn_appeal_leaves_the_first_decision(self):
        application = self.appealed()
        effects = application._portal_withdrawal()
        self.assertEqual(
            (effects["is_appeal"], effects["effects"][0]),
            (True, "Nobody decides your appeal. The first decision stands: rejected."),
        )
        application._portal_withdraw()
        self.env.invalidate_all()
        self.assertEqual(
            (application.state, application.appeal_id.state), ("rejected", "withdrawn")
        )
        self.assertFalse(self.step(application, self.four))
        self.assertEqual(application._portal_rejection(), self.reason.public_text)
        self.assertIn(
            "You withdrew your appeal; the first decision stands", self.titles(application)
        )
        self.refused(
            application,
            "You withdrew your appeal, so the first decision stands. You can apply again when "
            "something has changed.",
        )

    # === Writing it === #

    def test_what_is_written_is_kept_until_it_is_sent(self):
        application = self.rejected()
        application._portal_appeal_save(" First line \r\n second ")
        application._portal_appeal_add("letter.jpg", photo((60, 60), 9))
        seen = application._portal_appeal()
        self.assertEqual((seen["text"], seen["state"]), ("First line\nsecond", "draft"))
        self.assertFalse(seen["course"])
        self.assertEqual(seen["documents"].mapped("name"), ["letter.jpg"])
        application._portal_appeal_remove(seen["documents"].sudo(False))
        self.assertFalse(application._portal_appeal()["documents"])
        self.assertEqual(application.state, "rejected")

    def test_an_appeal_without_a_text_is_asked_again(self):
        application = self.rejected()
        missing = {"text": "Write why you disagree with the decision."}
        self.assertEqual(application._portal_appeal_send(), missing)
        for value in ("", " \n", "\u200b", None):
            self.assertEqual(application._portal_appeal_save(value), {})
            self.assertEqual(application._portal_appeal_send(), missing)
        self.assertIn("longer", application._portal_appeal_save("x" * 4001)["text"])
        self.assertIn("characters", application._portal_appeal_save("\ud800")["text"])
        self.assertEqual(application.appeal_id.state, "draft")

    def test_the_second_press_of_a_button_is_recognised(self):
        application = self.appealed()
        self.assertTrue(application._portal_appeal_was_sent(f" {TEXT} "))
        course = application._portal_appeal()["course"]
        self.assertEqual(course, "We have your appeal. Other officers are deciding it.")
        self.assertFalse(application._portal_appeal_was_sent("Another text"))
        self.refused(application, "We have your appeal. Other officers are deciding it.")

    def test_addons_hear_of_receipt_and_decision_once(self):
        applications = type(self.env["g2p.assistance.application"])
        heard = []
        with (
            patch.object(applications, "_appeal_received", lambda case: heard.append("received")),
            patch.object(
                applications,
                "_appeal_decided",
                lambda case: heard.extend(case.mapped("appeal_id.state")),
            ),
        ):
            self.decide_again(self.appealed())
            self.appealed()._portal_withdraw()
        self.assertEqual(heard, ["received", "granted", "received"])

    def test_nobody_else_appeals_or_reads(self):
        application = self.rejected()
        calls = (
            ("_portal_appeal",),
            ("_portal_appeal_save", "Mine"),
            ("_portal_appeal_send",),
            ("_portal_appeal_was_sent", "Mine"),
            ("_portal_appeal_add", "x.jpg", photo((50, 50), 1)),
            ("_portal_appeal_remove", application.sudo().document_ids),
        )
        for user in (self.eve, self.one, self.four, self.clerk):
            for name, *values in calls:
                with self.assertRaisesRegex(AccessError, "This is not your application"):
                    getattr(application.with_user(user).sudo(False), name)(*values)

    def test_a_document_of_the_application_is_none_of_the_appeal(self):
        application = self.rejected()
        with self.assertRaisesRegex(AccessError, "not a document of your appeal"):
            application._portal_appeal_remove(application.document_ids[:1])

    def test_a_refused_document_of_the_appeal_is_sent_again(self):
        application = self.appealed(document=True)
        kinds = [row["line"].document_type_id.code for row in application._portal_requirements()]
        self.assertEqual(kinds, ["quotation"])  # the appeal's have their own place
        appeal_sudo = application.sudo()._appeal_documents()  # sudo: officers read them by rules
        kind = appeal_sudo.document_type_id
        appeal_sudo.sudo(False).with_user(self.four).action_refuse("It is too dark.")
        self.step(application, self.four).action_return("Please send it again.")
        self.env.invalidate_all()
        last = application._portal_requirements()[-1]
        self.assertEqual(last["line"].document_type_id, kind)
        self.assertEqual(last["documents"], appeal_sudo)
        better = application._portal_add_document(kind.id, "light.jpg", photo((70, 70), 8))
        # sudo: as above
        self.assertEqual(application.sudo()._appeal_documents(), better)
        self.assertEqual(application._portal_answer(""), {})
        self.assertEqual(application.state, "submitted")
