from odoo.exceptions import ValidationError
from odoo.tests import TransactionCase, new_test_user, tagged

from ..hooks import uninstall_hook


@tagged("post_install", "-at_install")
class TestSilence(TransactionCase):
    """No manager silences a decision, by whatever pair of texts."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager = new_test_user(
            cls.env, "silence_manager", "g2p_message.group_message_manager,base.group_system"
        )
        programs = cls.env["g2p.program"]
        vals = {"target_type": "individual"}
        cls.one, cls.two = programs.create([{"name": f"Aid {n}", **vals} for n in (1, 2)])
        cls.shared = programs.create({"name": "Shared aid", **vals})
        cls.shared.company_id = False

    def off(self, channel, **scope):
        text = self.env["g2p.message.text"].create(
            {"event": "granted", "channel": channel, "is_on": False, "subject": "News",
             "body": "News: {link}", "company_id": self.env.company.id, **scope}
        )  # fmt: skip
        return text.with_user(self.manager).sudo(False)

    def refused(self):
        return self.assertRaisesRegex(ValidationError, "A time to act begins with it")

    def test_a_text_that_moves_to_another_programme(self):
        self.off("email", program_id=self.one.id)
        moved = self.off("sms", program_id=self.two.id)
        for vals in ({"program_id": self.one.id}, {"program_id": False}):
            with self.subTest(vals=vals), self.refused(), self.env.cr.savepoint():
                moved.write(vals)
        self.assertEqual(moved.program_id, self.two)

    def test_a_company_by_one_channel_and_a_programme_by_the_other(self):
        mail = self.off("email")
        with self.refused(), self.env.cr.savepoint():
            self.off("sms", company_id=False, program_id=self.shared.id)
        mail.unlink()
        self.off("sms", company_id=False, program_id=self.shared.id)
        with self.refused(), self.env.cr.savepoint():
            self.off("email")

    def test_uninstalling_leaves_no_programmes_text_to_all(self):
        """Without its column, a text of a programme would be the company's."""
        own = self.off("sms", program_id=self.one.id)
        wide = self.off("sms")
        uninstall_hook(self.env)
        self.assertFalse(own.exists())
        self.assertTrue(wide.exists())
