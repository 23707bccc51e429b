from odoo.tests import TransactionCase, tagged

from odoo.addons.g2p_suite_base.tests.migration import run_update


@tagged("post_install", "-at_install")
class TestWordsUpdate(TransactionCase):
    """A decision has the same words whether it grants or refuses, after an update too."""

    def text(self, name):
        return self.env.ref(f"g2p_assistance_message.text_{name}_email")

    def test_words_that_the_office_did_not_change_become_neutral(self):
        granted, rejected = self.text("granted"), self.text("rejected")
        now = granted.body
        self.assertEqual(now, rejected.body)
        self.assertEqual(granted.subject, rejected.subject)
        granted.body = now.replace("what you can do", "what happens next")
        rejected.body = now.replace("decision and", "decision, the reason, and")
        self.assertNotEqual(granted.body, rejected.body)
        run_update(self.env, "g2p_assistance_message", "post-words")
        self.assertEqual([granted.body, rejected.body], [now, now])

    def test_the_offices_own_words_stay(self):
        self.text("granted").body = "Our own words: {link}"
        run_update(self.env, "g2p_assistance_message", "post-words")
        self.assertEqual(self.text("granted").body, "Our own words: {link}")
