import logging
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from odoo.addons.g2p_deferred.tests.common import pass_pauses, queued
from odoo.addons.g2p_sms.tools import sms
from odoo.addons.mail.tests.common import MockEmail

from .common import ADDRESS, NUMBER, PHONE, PagesCase

LOG = "odoo.addons.g2p_sign_in_code.models.g2p_sign_in_code_send"
QUEUE = "odoo.addons.g2p_deferred.models.g2p_deferred_work"


@tagged("post_install", "-at_install")
class TestSending(PagesCase, MockEmail):
    """A code goes to a confirmed contact only, and is stored nowhere afterwards."""

    def test_the_message_says_neither_who_nor_what_for(self):
        self.confirm()
        self.ask()
        code = self.send_out()
        [(number, text, reference)] = self.gateway.sent[-1:]
        self.assertEqual((number, reference), (PHONE, f"code {self.codes()[:1].id}"))
        self.assertIn(code, text)
        for word in ("Asha", NUMBER, PHONE, "assist", "http"):
            self.assertNotIn(word.lower(), text.lower().replace(self.env.company.name.lower(), ""))

    def test_a_telephone_that_is_not_confirmed_gets_nothing(self):
        self.ask()
        self.assertFalse(self.send_out())
        self.assertFalse(self.codes()[:1].date_sent)

    def test_a_telephone_confirmed_for_somebody_else_gets_nothing(self):
        bela = self.create_person("Bela")
        self.env["g2p.phone.number"].create({"partner_id": bela.id, "phone_no": "+254700999999"})
        self.confirm(bela, value="+254700999999")
        self.ask()
        self.assertFalse(self.send_out())

    def test_a_number_that_has_left_the_register_gets_nothing(self):
        self.confirm()
        self.phone.disabled = fields.Datetime.now()
        self.ask()
        self.assertFalse(self.send_out())

    def test_an_ended_contact_gets_nothing(self):
        self.confirm().action_end()
        self.ask()
        self.assertFalse(self.send_out())

    def test_documents_that_name_nobody_get_nothing(self):
        self.confirm()
        row = self.asha.reg_ids
        yesterday = fields.Date.add(fields.Date.today(), days=-2)
        for values in ({"expiry_date": yesterday}, {"status": "invalid"}):
            row.write({"expiry_date": False, "status": False, **values})
            self.ask()
            self.assertFalse(self.send_out(), values)
            self.pass_time(60)
        row.write({"expiry_date": False, "status": False})
        self.create_person("Bela", NUMBER)
        self.ask()
        self.assertFalse(self.send_out(), "two persons: which of them is not guessed")

    def test_a_person_who_has_left_the_register_gets_nothing(self):
        self.confirm()
        self.asha.disabled = fields.Datetime.now()
        self.ask()
        self.assertFalse(self.send_out())

    # === What is kept === #

    def test_the_code_is_stored_nowhere_once_it_is_sent(self):
        self.confirm()
        with self.assertLogs("odoo.addons", logging.INFO) as logs:
            logging.getLogger("odoo.addons").info("there is at least one line")
            self.ask()
            code = self.send_out()
            self.type_code(code)
        for secret in (code, PHONE, NUMBER):
            self.assertNotIn(secret, "\n".join(logs.output))
        row = self.codes()[:1].sudo()  # sudo: only compared
        self.assertEqual((row.sealed, row.digest), (False, False))
        self.assertFalse(queued(self.env, row, "_send_code"))

    def test_until_it_is_sent_it_is_encrypted(self):
        self.confirm()
        with patch("odoo.addons.g2p_sign_in_code.tools.codes.generate", return_value="123456"):
            self.ask()
        self.env.cr.execute("SELECT row_to_json(g2p_sign_in_code)::text FROM g2p_sign_in_code")
        [(stored,)] = self.env.cr.fetchall()
        for secret in ("123456", NUMBER, "90011236"):
            self.assertNotIn(secret, stored)

    def test_an_e_mail_leaves_no_mail_and_no_message(self):
        self.confirm(channel="email", value=ADDRESS)
        before = [self.env[name].search_count([]) for name in ("mail.mail", "mail.message")]
        self.ask(channel="email")
        with self.mock_mail_gateway(mail_unlink_sent=True):
            self.send_out()
        self.assertEqual(len(self._mails), 1)
        self.assertTrue(self.codes()[:1].date_sent)
        after = [self.env[name].search_count([]) for name in ("mail.mail", "mail.message")]
        self.assertEqual(before, after)

    @mute_logger(QUEUE)
    def test_a_mail_that_the_server_refuses_is_not_kept_either(self):
        self.confirm(channel="email", value=ADDRESS)
        before = self.env["mail.mail"].search_count([])
        self.ask(channel="email")
        mails = type(self.env["mail.mail"])
        refused = patch.object(mails, "_send", side_effect=ValueError(f"no {ADDRESS}"))
        with refused, self.assertLogs(LOG, "WARNING") as logs:
            self.send_out()
        self.assertNotIn(ADDRESS, logs.output[0])
        self.assertEqual(self.env["mail.mail"].search_count([]), before)

    def test_what_is_kept_is_closed_to_administrators_too(self):
        self.ask()
        admin = new_test_user(self.env, "code_admin", "base.group_system")
        row = self.codes()[:1].with_user(admin)
        self.assertEqual(row.purpose, "sign_in")
        for name in ("handle", "sealed", "digest", "subject", "network"):
            with self.assertRaises(AccessError):
                row.read([name])
        for user in (self.registrar, self.officer, self.rosa):
            with self.assertRaises(AccessError):
                row.with_user(user).read(["purpose"])

    # === A gateway out of order === #

    @mute_logger(QUEUE, LOG)
    def test_a_code_that_could_not_be_sent_is_sent_later_and_is_the_same(self):
        self.confirm()
        with patch("odoo.addons.g2p_sign_in_code.tools.codes.generate", return_value="123456"):
            self.ask()
        self.gateway.error = sms.SmsError(f"no way to {PHONE}")
        self.addCleanup(setattr, self.gateway, "error", None)
        self.assertFalse(self.send_out())
        [work] = queued(self.env, self.codes()[:1], "_send_code")
        self.assertNotIn(PHONE, work.error)
        self.gateway.error = None
        pass_pauses(self.env)
        self.assertEqual(self.send_out(), "123456")

    @mute_logger(QUEUE, LOG)
    def test_a_code_is_given_up_and_forgotten(self):
        self.confirm()
        self.ask()
        self.gateway.error = ConnectionError(PHONE)
        self.addCleanup(setattr, self.gateway, "error", None)
        for _time in range(4):
            self.send_out()
            pass_pauses(self.env)
        self.assertFalse(self.codes()[:1].sudo().sealed)  # sudo: only compared
        self.assertEqual(queued(self.env, self.codes()[:1], "_send_code").state, "failed")

    def test_a_code_whose_time_is_over_is_not_sent(self):
        self.confirm()
        self.ask()
        self.pass_time(11)
        self.assertFalse(self.send_out())
        self.assertFalse(self.codes()[:1].sudo().sealed)  # sudo: only compared

    def test_old_rows_are_removed(self):
        self.ask()
        self.pass_time(60 * 24)
        self.env["g2p.sign.in.code"]._gc_codes()
        self.assertEqual(len(self.codes()), 1)
        self.pass_time(60 * 25)
        self.env["g2p.sign.in.code"]._gc_codes()
        self.assertFalse(self.codes())
