"""Messages in real transactions: the same event on two servers, and a server that dies."""

import threading
from unittest.mock import patch

import psycopg2

from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry
from odoo.tests import BaseCase, get_db_name, tagged
from odoo.tools import mute_logger

from odoo.addons.g2p_deferred.tests.common import asleep
from odoo.addons.g2p_message.tests.common import WaysMixin


@tagged("post_install", "-at_install")
class TestAtOnce(WaysMixin, BaseCase):
    """Committed rows are removed at the end."""

    def setUp(self):
        super().setUp()
        self.registry = Registry(get_db_name())
        quiet = asleep(self.registry["g2p.deferred"])
        quiet.start()
        self.addCleanup(quiet.stop)
        self.addCleanup(self.remove)
        with self.registry.cursor() as cr:
            env = self.env_of(cr)
            env.company.write({"message_quiet_from": 0, "message_quiet_until": 0})
            # of the country that Odoo 17.0 gives to the first company
            person = env["res.partner"].create({"name": "A", "phone": "+12015550123"})
            text = env["g2p.message.text"].create(
                {"event": "test_news", "channel": "sms", "company_id": False, "body": "News"}
            )
            case = env["test.message.case"].create(
                {"name": "C", "partner_ids": [(6, 0, person.ids)]}
            )
            self.ids = case.id, text.id, person.id

    def env_of(self, cr):
        return api.Environment(cr, SUPERUSER_ID, {})

    def remove(self):
        case_id, text_id, person_id = self.ids
        with self.registry.cursor() as cr:
            env = self.env_of(cr)
            cr.execute("DELETE FROM g2p_deferred WHERE model = 'g2p.message'")
            cr.execute("DELETE FROM g2p_message WHERE res_model = 'test.message.case'")
            env["test.message.case"].browse(case_id).unlink()
            # by SQL: the last text of an event cannot be deleted
            cr.execute("DELETE FROM g2p_message_text WHERE id = %s", [text_id])
            env["res.partner"].browse(person_id).unlink()

    def queue(self, cr):
        self.env_of(cr)["test.message.case"].browse(self.ids[0])._queue_messages("test_news")

    def work(self, cr):
        def commit(*_args, **_kwargs):
            # as the scheduler does
            cr.commit()  # pylint: disable=invalid-commit
            return 1

        with patch.object(self.registry["ir.cron"], "_commit_progress", commit):
            return self.env_of(cr)["g2p.deferred"]._work_off()

    def count(self):
        with self.registry.cursor() as cr:
            cr.execute("SELECT state FROM g2p_message WHERE res_model = 'test.message.case'")
            return [state for (state,) in cr.fetchall()]

    def test_two_transactions_queue_the_same_once(self):
        with self.only_sms(), self.registry.cursor() as one, self.registry.cursor() as two:
            two.execute("SELECT 1")  # its snapshot is older than the other's commit
            self.queue(one)
            one.commit()
            with (
                mute_logger("odoo.sql_db"),
                self.assertRaises(psycopg2.errors.SerializationFailure),
            ):
                self.queue(two)  # Odoo retries the whole request
            two.rollback()
            self.queue(two)
            two.commit()
        self.assertEqual(self.count(), ["waiting"])

    def test_wishes_saved_twice_at_once_are_no_error(self):
        def save(cr, **wishes):
            self.env_of(cr)["g2p.message.preference"]._choose_own(**wishes)

        with self.registry.cursor() as one, self.registry.cursor() as two:
            two.execute("SELECT 1")  # its snapshot is older than the other's commit
            save(one, by_email=True, by_sms=False)
            one.commit()
            with (
                mute_logger("odoo.sql_db"),
                self.assertRaises(psycopg2.errors.SerializationFailure),
            ):
                save(two, by_email=False, by_sms=True)  # Odoo retries the whole request
            two.rollback()
            save(two, by_email=False, by_sms=True)
            two.commit()
        with self.registry.cursor() as cr:
            env = self.env_of(cr)
            partner = env.user.partner_id
            wishes = env["g2p.message.preference"]._choices(partner)[partner.id]
            cr.execute("DELETE FROM g2p_message_preference WHERE partner_id = %s", [partner.id])
        self.assertEqual(wishes, {"email": False, "sms": True})

    def test_two_servers_send_the_same_once(self):
        with self.only_sms() as gateway:
            with self.registry.cursor() as cr:
                self.queue(cr)
            together = threading.Barrier(2, timeout=30)
            errors = []

            def server():
                try:
                    together.wait()
                    with self.registry.cursor() as cr:
                        self.work(cr)
                except Exception as err:  # noqa: BLE001 (reported by the test)
                    errors.append(err)

            threads = [threading.Thread(target=server) for _n in range(2)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
        self.assertEqual(errors, [])
        self.assertEqual(len(gateway.sent), 1)
        self.assertEqual(self.count(), ["sent"])

    def test_a_death_after_the_gateways_answer_sends_it_once_more(self):
        """The documented limit: at least once."""
        with self.only_sms() as gateway:
            with self.registry.cursor() as cr:
                self.queue(cr)
            with self.registry.cursor() as cr:
                env = self.env_of(cr)
                env["g2p.message"].search([("res_model", "=", "test.message.case")])._send_due()
                cr.rollback()  # the server dies
            self.assertEqual((len(gateway.sent), self.count()), (1, ["waiting"]))
            with self.registry.cursor() as cr:
                self.work(cr)
            with self.registry.cursor() as cr:
                self.work(cr)
        self.assertEqual((len(gateway.sent), self.count()), (2, ["sent"]))
