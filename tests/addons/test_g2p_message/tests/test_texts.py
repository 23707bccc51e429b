import psycopg2

from odoo.exceptions import UserError, ValidationError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .common import MessageCase

FORGED = (
    *("{0.__class__}", "{reference.__class__}", "{{object.name}}", "%(reference)s", "{name}"),
    *("{diagnosis}", "{amount}", "${object}", "<t t-out='object'/>", "<script>", "{reference!r}"),
    *("{reference:>9}", "{", "}", "<%= x %>", "{{ ctx }}", "&lt;t&gt;"),
)


@tagged("post_install", "-at_install")
class TestTexts(MessageCase):
    """The office's words are words: placeholders come from the list of their event."""

    def test_anything_else_is_refused_with_the_list(self):
        text = self.text("email").with_user(self.manager).sudo(False)
        allowed = "Allowed are plain words and {reference} {office} {link}"
        for forged in FORGED:
            for field in ("body", "subject"):
                with self.subTest(forged=forged, field=field):
                    with self.assertRaises(ValidationError) as refused, self.env.cr.savepoint():
                        text.write({field: f"News: {forged}"})
                    self.assertIn(allowed, str(refused.exception))

    def test_a_translation_is_checked_too(self):
        text = self.text("sms").with_user(self.manager).sudo(False)
        with self.assertRaises(ValidationError), self.env.cr.savepoint():
            text.with_context(lang="fr_FR").write({"body": "{diagnosis}"})
        with self.assertRaises(ValidationError), self.env.cr.savepoint():
            text.update_field_translations("body", {"fr_FR": "{diagnosis}"})
        text.update_field_translations("body", {"fr_FR": "Nouvelles : {reference}"})
        self.assertEqual(text.with_context(lang="fr_FR").body, "Nouvelles : {reference}")

    def test_plain_signs_are_words(self):
        words = "100% sure, 3 < 4 & 5 > 2; 10 % (or more) for {reference}: {office}, it's $5"
        self.text("sms").body = words
        self.assertEqual(self.text("sms").body, words)

    def test_a_mail_needs_a_subject(self):
        with self.assertRaisesRegex(ValidationError, "Enter the subject"), self.env.cr.savepoint():
            self.text("email").subject = " "

    def test_what_protects_the_person_stays_on(self):
        self.text("email", "test_fixed").is_on = False  # by SMS it is still sent
        with self.assertRaises(ValidationError) as refused, self.env.cr.savepoint():
            self.text("sms", "test_fixed").is_on = False
        self.assertIn("It protects the person", str(refused.exception))
        self.text("sms").is_on = False

    def own_text(self, event, channel, **values):
        """A company's text beside that for all."""
        vals = self.text_vals(event, channel, **values)
        return self.env["g2p.message.text"].create({**vals, "company_id": self.env.company.id})

    def test_a_text_of_ones_own_can_be_deleted(self):
        own = self.own_text("test_news", "sms", is_on=False)
        own.with_user(self.manager).sudo(False).unlink()
        self.assertFalse(own.exists())
        last = self.text("sms")
        for some in (last, last | self.own_text("test_news", "sms")):
            refused = self.assertRaisesRegex(UserError, "no wider text would take its place")
            with refused, self.env.cr.savepoint():
                some.unlink()

    def test_deleting_a_text_silences_nobody(self):
        self.text("email", "test_fixed").is_on = False
        self.own_text("test_fixed", "email")
        self.own_text("test_fixed", "sms", is_on=False)
        own = self.env["g2p.message.text"].search(
            [("event", "=", "test_fixed"), ("company_id", "!=", False)]
        )
        refused = self.assertRaisesRegex(ValidationError, "It protects the person")
        with refused, self.env.cr.savepoint():
            own.filtered(lambda text: text.channel == "email").unlink()
        own.unlink()

    def test_switching_off_the_text_for_all_silences_no_company(self):
        self.own_text("test_fixed", "sms", is_on=False)  # by e-mail it is still sent
        with self.assertRaises(ValidationError), self.env.cr.savepoint():
            self.text("email", "test_fixed").is_on = False

    def test_the_button_opens_more_than_cases(self):
        for name in ("g2p_message_view_list", "g2p_message_view_form"):
            view = self.env.ref(f"g2p_message.{name}")
            self.assertIn("Open the record", view.arch)

    def test_a_second_text_for_the_same_is_refused(self):
        refused = self.assertRaisesRegex(psycopg2.errors.UniqueViolation, "scope_uniq")
        with mute_logger("odoo.sql_db"), refused, self.env.cr.savepoint():
            self.env["g2p.message.text"].create(self.text_vals("test_news", "sms"))

    def test_the_form_shows_what_people_get(self):
        view = "g2p_message.g2p_message_text_view_form"
        with Form(self.text("sms").with_user(self.manager).sudo(False), view) as form:
            form.body = "News: {reference}"
            self.assertEqual(form.preview, "News: IA-2026-000123-7")
            self.assertEqual(form.size, "22 characters, sent as 1 SMS")
            self.assertEqual(form.placeholders, "{reference} {office} {link}")


@tagged("post_install", "-at_install")
class TestSilence(MessageCase):
    """No moved text silences what protects a person."""

    def own(self, channel, company, **values):
        vals = self.text_vals("test_fixed", channel, **values)
        return self.env["g2p.message.text"].create({**vals, "company_id": company.id})

    def assert_silence_refused(self, text, vals):
        refused = self.assertRaisesRegex(ValidationError, "It protects the person")
        with refused, self.env.cr.savepoint():
            text.write(vals)

    def test_a_text_that_moves_to_another_company(self):
        here = self.env.company
        there = self.env["res.company"].create({"name": "Other office"})
        self.own("email", here, is_on=False)
        moved = self.own("sms", there, is_on=False)
        self.manager.company_ids = here | there
        by_manager = moved.with_user(self.manager).sudo(False)
        self.assert_silence_refused(by_manager, {"company_id": here.id})
        self.assertEqual(moved.company_id, there)

    def test_a_text_for_all_that_becomes_one_companys(self):
        mail, sms = self.text("email", "test_fixed"), self.text("sms", "test_fixed")
        mail.company_id = self.env.company  # by SMS all others still hear
        refused = self.assertRaisesRegex(ValidationError, "It protects the person")
        with refused, self.env.cr.savepoint():
            sms.company_id = self.env.company

    def test_a_text_that_becomes_another_events(self):
        self.text("email", "test_fixed").is_on = False
        vals = {"event": "test_news", "company_id": self.env.company.id}
        refused = self.assertRaisesRegex(ValidationError, "It protects the person")
        with refused, self.env.cr.savepoint():
            self.text("sms", "test_fixed").write(vals)

    def test_no_language_is_blank(self):
        text = self.text("sms")

        def refused():
            return self.assertRaisesRegex(ValidationError, "Enter the words")

        for blank in (" \n", "\t"):
            with refused(), self.env.cr.savepoint():
                text.body = blank
            with refused(), self.env.cr.savepoint():
                text.update_field_translations("body", {"fr_FR": blank})
            with refused(), self.env.cr.savepoint():
                text.with_context(lang="fr_FR").body = blank
