from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import MessageCase

CLOSED = {"state": "sent", "error": "", "partner_id": 1, "attempts": 0, "mail_ref": "x"}


@tagged("post_install", "-at_install")
class TestAccess(MessageCase):
    """Messages are the server's: users read those that are theirs to follow, and retry them."""

    def setUp(self):
        super().setUp()
        self.case._queue_messages("test_news")
        self.message = self.messages(self.case)[:1]

    def as_user(self, user):
        return self.message.with_user(user).sudo(False)

    def test_nobody_writes_a_message(self):
        for user in (self.stranger, self.clerk, self.reader, self.manager):
            message = self.as_user(user)
            for name, value in CLOSED.items():
                with self.subTest(user=user.login, field=name), self.assertRaises(AccessError):
                    message.write({name: value})
            with self.assertRaises(AccessError):
                message.unlink()
            with self.assertRaises(AccessError):
                message.create({"event": "test_news", "partner_id": self.person.id})

    def test_the_state_has_one_writer_even_under_sudo(self):
        refused = self.assertRaisesRegex(AccessError, "queued and sent by the server only")
        with refused:
            self.message.write({"state": "sent"})
        with self.assertRaises(UserError):
            self.message._set_state("nothing")

    def test_people_outside_read_no_messages_texts_or_wishes(self):
        for model in ("g2p.message", "g2p.message.text", "g2p.message.preference"):
            with self.subTest(model=model), self.assertRaises(AccessError):
                self.env[model].with_user(self.stranger).search([])

    def test_readers_see_only_what_an_addon_opens_to_them(self):
        messages = self.env["g2p.message"]
        where = [("id", "=", self.message.id)]
        self.assertFalse(messages.with_user(self.reader).search(where))
        self.assertEqual(messages.with_user(self.clerk).search(where).id, self.message.id)
        self.assertEqual(messages.with_user(self.manager).search(where).id, self.message.id)
        with self.assertRaises(AccessError):
            self.as_user(self.reader).action_retry()
        with self.assertRaises(AccessError):
            self.as_user(self.stranger).action_retry()
        with self.assertRaises(AccessError):
            self.as_user(self.stranger).action_open_record()

    def test_another_companys_messages_are_not_seen(self):
        other = self.env["res.company"].create({"name": "Other office"})
        case = self.new_case(self.person, company_id=other.id)
        case._queue_messages("test_news")
        self.assertTrue(self.messages(case))
        found = self.env["g2p.message"].with_user(self.manager).search([("res_id", "=", case.id)])
        self.assertFalse(found)

    def test_only_what_did_not_arrive_is_tried_again(self):
        with self.assertRaisesRegex(UserError, "did not arrive"):
            self.as_user(self.clerk).action_retry()

    def test_the_case_opens_from_the_message(self):
        action = self.as_user(self.clerk).action_open_record()
        self.assertEqual((action["res_model"], action["res_id"]), (self.case._name, self.case.id))
        listing = self.case.with_user(self.clerk).action_view_messages()
        found = self.env["g2p.message"].with_user(self.clerk).search(listing["domain"])
        self.assertEqual(found.ids, self.messages(self.case).sorted("id", reverse=True).ids)

    def test_only_managers_write_texts(self):
        text = self.text("sms")
        for user in (self.stranger, self.clerk):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                text.with_user(user).sudo(False).write({"body": "x"})
        text.with_user(self.manager).sudo(False).write({"body": "News on {reference}"})

    def test_people_choose_only_for_themselves(self):
        wishes = self.env["g2p.message.preference"]
        with self.assertRaises(AccessError):
            wishes.with_user(self.stranger).create({"partner_id": self.person.id})
        wishes.with_user(self.stranger)._choose_own(by_email=True, by_sms=False)
        wishes.with_user(self.stranger)._choose_own(by_email=False, by_sms=True)
        partner = self.stranger.partner_id
        self.assertEqual(wishes._choices(partner), {partner.id: {"email": False, "sms": True}})
