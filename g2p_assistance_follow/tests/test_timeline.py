from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import new_test_user, tagged

from .common import FollowCase

MANAGER = "g2p_voucher_key.group_voucher_manager"


@tagged("post_install", "-at_install")
class TestTimeline(FollowCase):
    """The applicant reads each step in plain words, with amounts, and nothing internal."""

    def reissue(self, application):
        template = type(self.env["g2p.voucher.template"])
        with patch.object(template, "_pdf", lambda self, values: b"%PDF-1.4\n%%EOF\n"):
            voucher = application.voucher_id.with_user(self.issuer).sudo(False)
            voucher.action_reissue("Stolen by the neighbour")

    def test_it_names_no_officer(self):
        application = self.approved()
        self.assertEqual(self.titles(application)[0], "We have your application")
        self.assertIn("Approved", self.titles(application))
        for officer in (self.one, self.two, self.three):
            self.assertNotIn(officer.name, str(self.timeline(application)))

    def test_it_says_how_much_is_granted(self):
        self.assert_said(self.approved(), "Approved", "$ 1,200.00 is granted.")

    def test_less_than_asked_for_is_said_with_the_officers_text_for_the_person(self):
        application = self.submitted()
        self.assess(application)
        text = "The programme pays at most two thirds."
        self.step(application, self.one).action_approve(800, "Rich uncle", text)
        self.step(application, self.two).action_approve()
        self.step(application, self.three).action_approve()
        said = f"$ 800.00 is granted; you asked for $ 1,200.00. {text}"
        self.assert_said(application, "Approved", said)
        self.assertNotIn("Rich uncle", str(self.timeline(application)))

    def test_less_without_a_text_leads_to_the_office(self):
        application = self.approved(granted=1000)
        self.assert_said(
            application,
            "Approved",
            "$ 1,000.00 is granted; you asked for $ 1,200.00. Ask the office why; give your "
            f"reference {application.name}.",
        )

    def test_a_text_on_why_less_is_granted_is_refused_where_nothing_less_is(self):
        application, dialog = self.dialog_of_approval("No.")
        with self.assertRaises(UserError) as refusal:
            dialog.action_confirm()
        self.assertEqual(
            str(refusal.exception),
            f"{application.name} is granted in full, so the text for the person, which says why "
            "less is granted, would not be shown. Delete the text, or grant less.",
        )
        decisions_sudo = application.sudo().approval_decision_ids  # sudo: the tester looks
        self.assertNotIn("approve", decisions_sudo.mapped("action"))

    def test_the_dialog_sends_the_text_where_less_is_granted(self):
        application, dialog = self.dialog_of_approval("The rest is covered.")
        dialog.amount = 800
        dialog.action_confirm()
        decisions_sudo = application.sudo().approval_decision_ids  # sudo: the tester looks
        last_sudo = decisions_sudo.sorted("id")[-1:]
        self.assertEqual(
            (last_sudo.action, last_sudo.amount, last_sudo.public_text),
            ("approve", 800, "The rest is covered."),
        )

    def dialog_of_approval(self, text):
        """A submitted application, and the first officer's dialog with a text for the person."""
        application = self.submitted()
        self.assess(application)
        step = self.step(application, self.one)
        dialogs = self.env["g2p.approval.decide"].with_user(self.one)
        dialog = dialogs.create({"step_id": step.id, "action": "approve", "public_text": text})
        dialog.need_score, dialog.assessment_remarks = "4", "In need."
        return application, dialog

    def test_each_use_has_its_amount_place_and_balance(self):
        application = self.issued()
        self.redeem(application, 400)
        self.assert_said(
            application,
            "Your voucher was used",
            "$ 400.00 at City General. $ 800.00 is left on the voucher.",
        )
        manager = new_test_user(self.env, "follow manager", groups=MANAGER)
        line = application.voucher_id.redemption_ids.with_user(manager).sudo(False)
        line.action_reverse("Wrong person")
        self.env.invalidate_all()
        self.assert_said(
            application,
            "A use of your voucher was reversed",
            "$ 400.00 at City General is yours again. $ 1,200.00 is left on the voucher.",
        )

    def test_a_replaced_voucher_says_what_to_use(self):
        application = self.issued()
        self.reissue(application)
        self.assert_said(
            application,
            "Your voucher was replaced",
            "The earlier copy, on paper or on a phone, is no longer accepted. Use the new one "
            "on this page.",
        )
        self.assertNotIn("neighbour", str(self.timeline(application)))

    def test_a_print_or_a_new_pin_is_no_replacement(self):
        application = self.issued()
        voucher_sudo = application.voucher_id.sudo()  # sudo: the office's own marks
        voucher_sudo._log_state("issued", "New PIN given")
        self.assertFalse(self.texts(application, "Your voucher was replaced"))
        self.reissue(application)
        voucher_sudo._log_state("issued", "New PIN given")
        self.assertEqual(len(self.texts(application, "Your voucher was replaced")), 1)

    def test_a_revoked_voucher_says_the_next_step_and_nothing_internal(self):
        application = self.issued()
        application.voucher_id.with_user(self.issuer).sudo(False).action_revoke("Looks odd")
        number = application.voucher_id.name
        self.assert_said(
            application,
            "The office ended your voucher",
            f"No provider accepts {number} any more. Ask the office for the reason and for "
            "what you can do; give this number.",
        )
        self.assertNotIn("Looks odd", str(self.timeline(application)))

    def confirm(self, application, action, cause):
        """The issuing officer's dialog, with a text for the person."""
        template = type(self.env["g2p.voucher.template"])
        form = {"voucher_ids": [(6, 0, application.voucher_id.ids)], "reason": "Seen by a guard"}
        dialog = self.env["g2p.voucher.reason"].with_user(self.issuer)
        with patch.object(template, "_pdf", lambda self, values: b"%PDF-1.4\n%%EOF\n"):
            dialog.create({**form, "action": action, "cause": cause}).action_confirm()
        self.env.invalidate_all()

    def test_the_offices_text_on_a_new_voucher_and_an_ended_one_is_shown(self):
        application = self.issued()
        self.confirm(application, "reissue", "lost")
        self.confirm(application, "revoke", "mistake")
        (replaced,) = self.texts(application, "Your voucher was replaced")
        self.assertTrue(replaced.startswith("It was reported lost or stolen. The earlier copy"))
        (ended,) = self.texts(application, "The office ended your voucher")
        self.assertTrue(ended.startswith("It was issued by mistake. No provider accepts"))
        self.assertNotIn("guard", str(self.timeline(application)))

    def test_the_offices_text_is_read_in_the_persons_language(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        cause = self.env["ir.model.fields.selection"].search(
            [("field_id.model", "=", "g2p.voucher.event"), ("value", "=", "mistake")]
        )
        cause.with_context(lang="fr_FR").name = "Il a été émis par erreur."
        application = self.issued()
        self.confirm(application, "revoke", "mistake")
        french = application.with_user(self.ada).with_context(lang="fr_FR").sudo(False)
        self.assertIn("Il a été émis par erreur.", str(french._portal_timeline()))

    def test_an_unknown_text_is_not_stored(self):
        application = self.issued()
        voucher = application.voucher_id.with_user(self.issuer).sudo(False)
        voucher.with_context(voucher_cause="<b>no</b>").action_revoke("Looks odd")
        self.assertEqual(set(application.voucher_id.event_ids.mapped("cause")), {False})

    def test_an_expired_voucher_says_what_was_not_used(self):
        application = self.issued()
        self.redeem(application, 400)
        application.voucher_id._end_by_date()
        self.assert_said(
            application,
            "Your voucher has expired",
            "$ 800.00 was not used in time. If you still need help, apply again or ask the office.",
        )

    def test_a_reason_of_the_list_is_read_in_the_persons_language(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.reason.with_context(lang="fr_FR").public_text = "Le plafond est dépassé."
        for officers_text, shown in ((None, "Le plafond est dépassé."), ("My words.", "My words.")):
            application = self.submitted()
            step = self.step(application, self.one)
            step.action_reject(self.reason.code, "Internal", officers_text)
            french = application.with_user(self.ada).with_context(lang="fr_FR").sudo(False)
            self.assertEqual(french._portal_rejection(), shown)
            self.assertIn(shown, [row["text"] for row in french._portal_timeline()])
            english = french.with_context(lang="en_US")
            self.assertEqual(english._portal_rejection(), officers_text or self.reason.public_text)

    def test_a_withdrawn_draft_has_a_timeline(self):
        draft = self.draft()
        draft._portal_withdraw()
        self.assertEqual(
            self.titles(draft), ["You started this application", "You withdrew your application"]
        )

    def test_uses_and_replacements_are_in_the_order_of_their_dates(self):
        application = self.issued()
        self.redeem(application, 400)
        self.reissue(application)
        event = application.voucher_id.event_ids.sorted("id")[-1:]
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE g2p_voucher_event SET date = date - interval '1 hour' WHERE id = %s", [event.id]
        )
        self.env.invalidate_all()
        titles = self.titles(application)
        self.assertLess(
            titles.index("Your voucher was replaced"), titles.index("Your voucher was used")
        )
