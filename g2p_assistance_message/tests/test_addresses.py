from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from odoo.addons.g2p_deferred.tests.common import pass_pauses
from odoo.addons.g2p_message.models.g2p_message_former import MOST
from odoo.addons.g2p_message.tests.common import WaysMixin
from odoo.addons.g2p_reimbursement.tests.common import ReimbursementCase

from .test_persons import MessagesOfCases


@tagged("post_install", "-at_install")
class TestAddressesOfProviders(WaysMixin, ReimbursementCase):
    """Alerts of a changed account cannot be led elsewhere unnoticed: the former address hears."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.write({"message_quiet_from": 0, "message_quiet_until": 0})
        cls.company.email = "office@example.com"
        cls.staff = cls.provider_user
        cls.staff.partner_id.email = "desk@example.com"
        cls.boss = cls.env["res.partner"].create({"name": "X", "email": "boss@example.com"})
        cls.victim = cls.provider.sudo()  # sudo: set up as the office did it
        cls.victim.write({"partner_id": cls.boss.id, "account_number": "KE00 1234"})

    def sent(self):
        """{recipient: subjects} of what waits."""
        found = {}
        with self.ways() as (_gateway, sink):
            self.work_off()
        for recipients, mail in sink.mails:
            for recipient in recipients:
                found.setdefault(recipient, set()).add(mail["Subject"])
        return found

    def changes(self):
        # sudo: nobody here is an auditor
        rows_sudo = self.env["g2p.audit.change"].sudo()
        where = [("res_model", "=", "g2p.service.provider"), ("res_id", "=", self.victim.id)]
        return rows_sudo.search(where, order="id")

    def test_a_thief_changes_the_address_and_then_the_account(self):
        self.sent()
        before = self.changes()
        thief = new_test_user(self.env, "address_thief", "base.group_partner_manager")
        for partner in (self.boss, self.staff.partner_id):
            # sudo: as a form that the thief may use
            partner.with_user(thief).sudo().email = f"thief{partner.id}@example.com"
        self.victim.account_number = "KE99 9999"
        found = self.sent()
        for address in ("boss@example.com", "desk@example.com"):
            self.assertEqual(found[address], {"Your staff or contact was changed"})
        rows = (self.changes() - before).filtered(lambda row: row.field_name != "account_number")
        self.assertEqual(rows.mapped("field_name"), ["partner_id", "user_ids"])
        self.assertEqual(rows.user_id, thief)
        self.assertEqual(rows[0].old_value, f"#{self.boss.id} b••••@example.com")
        self.assertEqual(rows[0].new_value, f"#{self.boss.id} t••••@example.com")

    def test_the_same_address_is_no_change(self):
        before, rows = self.changes(), self.messages(self.victim)
        self.boss.email = "boss@example.com"
        self.assertEqual((self.changes(), self.messages(self.victim)), (before, rows))
        self.boss.email = "BOSS@example.com"
        self.assertEqual(self.messages(self.victim), rows, "the same mailbox")

    def test_staff_change_their_own(self):
        before, rows = self.changes(), self.messages(self.victim)
        # sudo: as the page of the account
        self.staff.partner_id.with_user(self.staff).sudo().email = "new@example.com"
        self.assertEqual((self.changes(), self.messages(self.victim)), (before, rows))

    def test_who_is_paid_nothing_is_recorded_without_an_alert(self):
        self.victim.account_number = False
        before, rows = self.changes(), self.messages(self.victim)
        self.boss.phone = "+254 700 000 001"
        self.assertEqual(len(self.changes() - before), 1)
        self.assertEqual(self.messages(self.victim), rows)


@tagged("post_install", "-at_install")
class TestAddressesOfPersons(MessagesOfCases):
    """Applicants hear by their former address that it is used no more."""

    def alerts(self):
        # sudo: the former address is closed to users
        return self.messages(self.ada, event="address_changed").sudo()

    def change(self, **vals):
        # sudo: as the page of the account
        self.ada.partner_id.with_user(self.ada).sudo().write(vals)

    def test_the_former_addresses_are_alerted_and_forgotten(self):
        self.submitted()
        self.change(email="thief@example.com", phone="+254 711 000 000")
        self.assertEqual(sorted(self.alerts().mapped("channel")), ["email", "sms"])
        with self.ways() as (gateway, sink):
            self.alerts()._send_due()
        self.assertEqual([one["to"] for one in gateway.sent], ["+254799111222"])
        ((recipients, mail),) = sink.mails
        self.assertEqual(recipients, ["ada@example.com"])
        self.assertEqual(mail["Subject"], "The address of your account was changed")
        self.assertNotIn("thief@example.com", mail.as_string())
        self.assertEqual(set(self.alerts().mapped("state")), {"sent"})
        self.assertFalse(any(self.alerts().mapped("former_address")))
        self.env["g2p.message"]._on_bounce(self.alerts().mapped("mail_ref"))
        self.assertEqual(set(self.alerts().mapped("state")), {"sent"}, "no task for the office")

    def test_only_what_changed_is_alerted(self):
        self.submitted()
        self.change(email="ada@example.com", phone="+254 711 000 000")
        self.assertEqual(self.alerts().mapped("channel"), ["sms"])
        self.change(phone="+254711000000")
        self.assertEqual(len(self.alerts()), 1, "the same number")

    def test_who_has_not_applied_is_not_alerted(self):
        self.change(email="new@example.com")
        self.assertFalse(self.alerts())

    def test_nobody_is_flooded_by_changing_again_and_again(self):
        self.submitted()
        for number in range(MOST + 3):
            self.change(email=f"victim{number}@example.com")
        self.assertEqual(len(self.alerts()), MOST)
        self.assertEqual(self.alerts()[:1].former_address, "ada@example.com")

    @mute_logger(
        "odoo.addons.g2p_message.models.g2p_message_send",
        "odoo.addons.mail.models.mail_mail",
        "odoo.addons.base.models.ir_mail_server",
    )
    def test_a_dead_former_address_is_no_task_of_the_office(self):
        self.submitted()
        self.change(email="new@example.com")
        with self.ways(refuse="550 no such mailbox"):
            for _time in range(6):
                self.alerts()._send_due()
                pass_pauses(self.env)
                self.alerts().filtered(lambda m: m.state == "retrying")._write_engine(
                    {"not_before": False}
                )
        self.assertEqual(self.alerts().state, "skipped")
        self.assertFalse(self.alerts().former_address)
