from odoo.exceptions import UserError
from odoo.tests import HttpCase, JsonRpcException, new_test_user, tagged
from odoo.tools import mute_logger

from .test_persons import MessagesOfCases

#: refusals
INSIDE = "mention only people who work in the office"
NOBODY = "Nobody outside the office"


@tagged("post_install", "-at_install")
class TestClosedNotes(MessagesOfCases, HttpCase):
    """Notes on the thread of a case reach nobody outside the office, by any way."""

    def setUp(self):
        super().setUp()
        self.case = self.submitted().with_user(self.one).sudo(False)
        self.outside = self.ada.partner_id

    def notified(self):
        """Contacts who were notified of the last message of the thread."""
        # sudo: of all users
        last = self.env["mail.message"].sudo().search(
            [("model", "=", self.case._name), ("res_id", "=", self.case.id)], limit=1
        )  # fmt: skip
        return last.notification_ids.res_partner_id

    def test_a_mention_of_somebody_outside_is_refused_on_odoos_page(self):
        self.authenticate(self.one.login, self.one.login)
        where = {"thread_model": self.case._name, "thread_id": self.case.id}
        note = {"body": "<p>@Ada</p>", "message_type": "comment", "subtype_xmlid": "mail.mt_note"}
        post = {**note, "partner_ids": self.outside.ids}
        refused = self.assertRaises(JsonRpcException)
        with refused, mute_logger("odoo.http"):
            self.make_jsonrpc_request("/mail/message/post", {**where, "post_data": post})
        post = {**note, "partner_ids": self.two.partner_id.ids}
        self.make_jsonrpc_request("/mail/message/post", {**where, "post_data": post})
        self.env.invalidate_all()
        self.assertEqual(self.notified(), self.two.partner_id)

    def test_a_note_names_only_people_inside(self):
        for thread in (self.case, self.case.sudo()):  # Odoo's page posts under sudo
            for way in (thread.message_post, thread.with_user(self.one).sudo(False).message_notify):
                with self.subTest(su=thread.env.su), self.assertRaisesRegex(UserError, INSIDE):
                    way(body="Dear applicant", partner_ids=self.outside.ids)
        both = (self.outside | self.two.partner_id).ids
        with self.assertRaisesRegex(UserError, INSIDE):
            self.case.message_post(body="Both", partner_ids=both)

    def test_addresses_are_refused(self):
        for name, value in (("outgoing_email_to", "x@example.com"), ("sms_numbers", ["+254700"])):
            with self.subTest(name=name), self.assertRaisesRegex(UserError, NOBODY):
                self.case.sudo().message_post(body="x", **{name: value})

    def test_the_composers_are_refused(self):
        vals = {"composition_mode": "mass_mail", "model": self.case._name, "body": "x"}
        vals |= {"subject": "x", "res_ids": str(self.case.ids)}
        # sudo: also for who may send mails to many
        composers = self.env["mail.compose.message"].sudo()
        with self.assertRaisesRegex(UserError, NOBODY):
            composers.create(vals)._action_send_mail()
        vals = {"res_model": self.case._name, "res_ids": str(self.case.ids), "body": "x"}
        for mode in ("mass", "comment"):
            composer = self.env["sms.composer"].sudo().create({**vals, "composition_mode": mode})
            with self.subTest(mode=mode), self.assertRaisesRegex(UserError, NOBODY):
                composer._action_send_sms()

    def test_who_left_the_office_hears_nothing(self):
        left = new_test_user(self.env, "message_left", "base.group_user")
        thread = self.case.sudo()
        thread.message_subscribe(left.partner_id.ids)
        thread.message_subscribe(self.two.partner_id.ids)
        portal = self.env.ref("base.group_portal")
        self.env.flush_all()
        self.env.cr.execute("DELETE FROM res_groups_users_rel WHERE uid = %s", [left.id])
        self.env.cr.execute(
            "INSERT INTO res_groups_users_rel (uid, gid) VALUES (%s, %s)", [left.id, portal.id]
        )
        self.env.cr.execute("UPDATE res_users SET share = true WHERE id = %s", [left.id])
        self.env.invalidate_all()
        self.assertIn(left.partner_id, thread.message_partner_ids)
        note = {"body": "News", "subtype_xmlid": "mail.mt_comment"}
        thread.with_user(self.one).sudo(False).message_post(message_type="notification", **note)
        self.assertEqual(self.notified(), self.two.partner_id)
