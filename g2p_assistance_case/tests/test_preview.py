from odoo.exceptions import AccessError
from odoo.tests import Form, tagged

from .common import ScreenCase

THEIRS = "fr_FR"


@tagged("post_install", "-at_install")
class TestPreview(ScreenCase):
    """The dialog shows what the person will read, in their language and in the officer's."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang(THEIRS)
        cls.ada.partner_id.lang = THEIRS
        cls.listed = cls.env["g2p.approval.reason"].create(
            {
                "code": "TEST-SCREEN",
                "name": "Too dear",
                "public_text": "The cost is too high.",
                "company_id": False,
            }
        )
        cls.listed.with_context(lang=THEIRS).public_text = "Le prix est trop élevé."

    def dialog(self, application, user=None, **values):
        user = user or self.one
        step = self.step(application, user)
        dialogs = self.env["g2p.approval.decide"].with_user(user)
        return dialogs.create({"step_id": step.id, **values})

    def preview(self, **values):
        return self.words(self.dialog(self.submitted(), **values).preview)

    def test_a_rejection_is_shown_in_the_language_of_the_person_first(self):
        words = self.preview(action="reject", reason_id=self.listed.id)
        theirs, mine = words.index("Le prix est trop élevé."), words.index("The cost is too high.")
        self.assertLess(theirs, mine)
        self.assertIn("The person reads on the page of the case", words)
        self.assertIn("In your language", words)

    def test_what_is_shown_is_what_the_person_then_reads(self):
        application = self.submitted()
        dialog = self.dialog(
            application, action="reject", reason_id=self.listed.id, note="Internal"
        )
        words = self.words(dialog.preview)
        self.assertNotIn("Internal", words)
        dialog.action_confirm()
        self.env.invalidate_all()
        reader = application.with_user(self.ada).with_context(lang=THEIRS).sudo(False)
        self.assertIn(reader._portal_rejection(), words)

    def test_typed_words_are_shown_as_they_are(self):
        words = self.preview(
            action="reject", reason_id=self.listed.id, public_text="Ask the other office."
        )
        self.assertEqual(words.count("Ask the other office."), 2)
        self.assertIn("Shown as it is typed, not translated.", words)
        self.assertNotIn("Le prix", words)

    def test_a_reason_that_is_not_translated_is_said(self):
        plain = self.listed.copy({"code": "TEST-PLAIN", "public_text": "Not covered."})
        plain.with_context(lang=THEIRS).public_text = "Not covered."
        words = self.preview(action="reject", reason_id=plain.id)
        self.assertIn("The list of reasons has no text in this language", words)

    def test_a_question_is_shown_with_its_words(self):
        words = self.preview(action="return", public_text="Send the second page.")
        self.assertIn("We asked you for information Send the second page.", words)

    def test_one_language_is_shown_once(self):
        self.ada.partner_id.lang = "en_US"
        words = self.preview(action="reject", reason_id=self.listed.id)
        self.assertEqual(words.count("The cost is too high."), 1)
        self.assertNotIn("In your language", words)

    def test_an_approval_has_no_preview(self):
        self.assertEqual(self.preview(action="approve"), "")

    def test_the_dialog_updates_while_the_officer_writes(self):
        application = self.submitted()
        action = self.seen(application).with_context(decide_action="reject").action_open_decide()
        dialogs = self.env["g2p.approval.decide"].with_user(self.one)
        with Form(dialogs.with_context(**action["context"])) as form:
            form.reason_id = self.listed
            self.assertIn("Le prix est trop élevé.", form.preview)
            form.public_text = "<b>Own</b> words"
            self.assertIn("&lt;b&gt;Own", form.preview)
            form.note = "Internal"

    def test_a_step_of_another_kind_of_record_has_neither(self):
        application = self.submitted()
        dialog = self.dialog(application, action="reject", reason_id=self.listed.id)
        self.assertTrue(dialog.is_case)
        self.env.cr.execute(
            "UPDATE g2p_approval_request SET model = 'res.partner' WHERE id = %s",
            [application.sudo().approval_request_id.id],
        )
        self.env.invalidate_all()
        self.assertEqual((dialog.is_case, dialog.preview, dialog.fund_note), (False,) * 3)

    def test_nobody_previews_a_step_that_they_may_not_read(self):
        application = self.submitted()
        step = self.step(application, self.one)
        dialogs = self.env["g2p.approval.decide"].with_user(self.two)
        with self.assertRaises(AccessError):
            dialogs.create({"step_id": step.id, "action": "reject"})
