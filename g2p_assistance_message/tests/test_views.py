from odoo.tests import Form, tagged

from .test_persons import MessagesOfCases


@tagged("post_install", "-at_install")
class TestViews(MessagesOfCases):
    """The messages on the forms of officers; the texts that come with the addon."""

    def test_each_event_has_a_text_by_each_channel(self):
        events = self.env["g2p.message"]._events()
        texts = self.env["g2p.message.text"].search([("company_id", "=", False)])
        found = {(text.event, text.channel) for text in texts}
        wanted = {(e, c) for e in events if not e.startswith("test_") for c in ("email", "sms")}
        self.assertEqual(wanted - found, set())

    def test_the_texts_keep_to_their_own_rules(self):
        texts = self.env["g2p.message.text"].search([("event", "not like", "test\\_%")])
        texts._check_words()
        sms = texts.filtered(lambda text: text.channel == "sms" and text.is_on)
        sizes = {text.event: text.size for text in sms}
        self.assertEqual([s for s in sizes.values() if not s.endswith(("1 SMS", "2 SMS"))], [])

    def test_the_form_of_a_case_says_that_nobody_was_reached(self):
        application = self.submitted().sudo()
        self.messages(application).sudo()._give_up("Nobody there.")
        mine = application.with_user(self.one).sudo(False)
        self.assertEqual(mine.unreached_count, 2)
        with Form(mine, "g2p_immediate_assistance.g2p_assistance_application_view_form") as form:
            self.assertEqual(form.unreached_count, 2)
        action = mine.action_view_messages()
        self.assertEqual(
            len(self.env["g2p.message"].with_user(self.one).search(action["domain"])), 2
        )

    def test_the_case_shows_that_a_message_about_its_voucher_failed(self):
        application = self.issued()
        lost = self.messages(application.voucher_id, channel="sms")
        lost.sudo()._give_up("Nobody there.")
        mine = application.with_user(self.one).sudo(False)
        self.assertEqual(mine.unreached_count, 1)
        action = mine.action_view_messages()
        listed = self.env["g2p.message"].with_user(self.one).search(action["domain"])
        self.assertIn(lost, listed)
        self.assertIn("received", listed.mapped("event"))

    def test_the_texts_have_the_words_of_the_pages(self):
        events = self.env["g2p.message"]._events()
        texts = self.env["g2p.message.text"].search([("company_id", "=", False)])
        words = [events[code].label for code in events if not code.startswith("test_")]
        words += [f"{text.subject or ''} {text.body}" for text in texts]
        for word in ("objection", "refused", "redeemed", "document"):
            self.assertFalse([text for text in words if word in text.lower()], word)

    def test_each_event_names_who_gets_it(self):
        events = self.env["g2p.message"]._events().values()
        found = {e.audience for e in events if not e.code.startswith("test_")}
        self.assertEqual(found, {"person", "provider", "officer"})
