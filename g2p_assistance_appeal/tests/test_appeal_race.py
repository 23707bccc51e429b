import threading
from unittest.mock import patch

import psycopg2

from odoo import SUPERUSER_ID, api, fields
from odoo.modules.registry import Registry
from odoo.tests import BaseCase, get_db_name, new_test_user, tagged
from odoo.tools import mute_logger

from odoo.addons.g2p_voucher_qr.tests.common import remove_program

CLEAN_UP = (
    # work that other tests would find, such as messages about the appeal
    "DELETE FROM g2p_deferred",
    "UPDATE g2p_assistance_application SET appeal_id = NULL WHERE id = %(case)s",
    "DELETE FROM g2p_assistance_appeal WHERE application_id = %(case)s",
    "DELETE FROM mail_message WHERE model = 'g2p.assistance.application' AND res_id = %(case)s",
    "DELETE FROM g2p_assistance_application WHERE id = %(case)s",
    "DELETE FROM g2p_assistance_type WHERE id = %(kind)s",
    "UPDATE res_users SET active = FALSE, login = 'race appeal ' || id WHERE id = %(user)s",
)


@tagged("post_install", "-at_install")
class TestAppealRace(BaseCase):
    """One rejection, and two requests that appeal at once, in real transactions."""

    def setUp(self):
        super().setUp()
        self.registry = Registry(get_db_name())
        lock = patch.object(Registry, "_lock", threading.RLock())
        lock.start()
        self.addCleanup(lock.stop)
        with self.registry.cursor() as cr:
            self.prepare(api.Environment(cr, SUPERUSER_ID, {"tracking_disable": True}))
        self.addCleanup(self.remove)

    def prepare(self, env):
        user = new_test_user(env, "race appellant", "base.group_portal")
        program = env["g2p.program"].create({"name": "Race of appeals"})
        mine = {"program_id": program.id}
        kind = env["g2p.assistance.type"].create(
            {**mine, "name": "Race", "code": "RACE-APPEAL", "ceiling": 1000}
        )
        case = env["g2p.assistance.application"].create(
            {
                **mine,
                "applicant_user_id": user.id,
                "type_id": kind.id,
                "company_id": kind.company_id.id,
                "currency_id": kind.currency_id.id,
                "appeal_until": fields.Date.add(fields.Date.today(), days=9),
            }
        )
        env.flush_all()
        env.cr.execute(
            "UPDATE g2p_assistance_application SET state = 'rejected' WHERE id = %s", [case.id]
        )
        self.ids = {
            "case": case.id,
            "kind": kind.id,
            "program": program.id,
            "user": user.id,
        }

    def remove(self):
        with self.registry.cursor() as cr:
            for statement in CLEAN_UP:
                cr.execute(statement, self.ids)
            env = api.Environment(cr, SUPERUSER_ID, {})
            remove_program(env["g2p.program"].browse(self.ids["program"]))

    def case(self, cr):
        """The applicant's case in a transaction that has begun."""
        cr.execute("SET LOCAL lock_timeout = '1s'; SELECT 1 FROM g2p_assistance_appeal")
        env = api.Environment(cr, self.ids["user"], {})
        return env["g2p.assistance.application"].browse(self.ids["case"])

    def appeals(self):
        with self.registry.cursor() as cr:
            cr.execute(
                "SELECT state, text FROM g2p_assistance_appeal WHERE application_id = %s",
                [self.ids["case"]],
            )
            return cr.fetchall()

    @mute_logger("odoo.sql_db")
    def test_two_at_once_are_one_appeal(self):
        with self.registry.cursor() as one, self.registry.cursor() as two:
            first, second = self.case(one), self.case(two)
            first._portal_appeal_save("First")
            first._portal_appeal_send()
            first.env.flush_all()
            one.commit()
            # Odoo repeats the whole request, which then finds the first appeal
            with self.assertRaises(psycopg2.errors.SerializationFailure):
                second._portal_appeal_save("Second")
            two.rollback()
            self.assertTrue(self.case(two)._portal_appeal()["why_not"])
        self.assertEqual(self.appeals(), [("received", "First")])

    @mute_logger("odoo.sql_db")
    def test_it_is_not_sent_and_withdrawn_at_once(self):
        with self.registry.cursor() as one:
            mine = self.case(one)
            mine._portal_appeal_save("First")
            mine._portal_appeal_send()
            mine.env.flush_all()
            one.commit()
        with self.registry.cursor() as one, self.registry.cursor() as two:
            mine, office = self.case(one), self.case(two).sudo()
            mine._portal_withdraw()
            mine.env.flush_all()
            one.commit()
            with self.assertRaises(psycopg2.errors.SerializationFailure):
                office._lock_for_appeal()
            two.rollback()
        self.assertEqual(self.appeals(), [("withdrawn", "First")])
