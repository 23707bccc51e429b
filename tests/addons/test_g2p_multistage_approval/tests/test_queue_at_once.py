import psycopg2

from odoo import api
from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .test_two_at_once import RaceCase


@tagged("post_install", "-at_install")
class TestQueueAtOnce(RaceCase):
    """Two officers who take one case at once: exactly one has it."""

    def take(self, cr, user):
        env = api.Environment(cr, user, {})
        env["g2p.approval.step"].browse(self.step_id).action_take()
        env.flush_all()

    def holders(self):
        with self.registry.cursor() as cr:
            cr.execute("SELECT user_id FROM g2p_approval_hold WHERE step_id = %s", [self.step_id])
            return [row[0] for row in cr.fetchall()]

    @mute_logger("odoo.sql_db")
    def test_of_two_who_take_a_case_at_once_one_has_it(self):
        one, two = self.officers[:2]
        with self.registry.cursor() as mine, self.registry.cursor() as theirs:
            theirs.execute("SELECT 1 FROM g2p_approval_hold")  # its snapshot is from before
            self.take(mine, one)
            theirs.execute("SET LOCAL lock_timeout = '1s'")
            # while the first one is not done the second one waits
            with self.assertRaises(psycopg2.errors.LockNotAvailable):
                self.take(theirs, two)
            theirs.rollback()
            theirs.execute("SELECT 1 FROM g2p_approval_hold")
            mine.commit()
            # and after that is tried again, as the server does
            with self.assertRaises(psycopg2.errors.SerializationFailure):
                self.take(theirs, two)
            theirs.rollback()
        refused = self.assertRaisesRegex(UserError, "is taken by another officer")
        with self.registry.cursor() as again, refused:
            self.take(again, two)
        self.assertEqual(self.holders(), [one])

    def test_a_taken_case_is_decided_by_its_officer_only(self):
        one, two = self.officers[:2]
        with self.registry.cursor() as cr:
            self.take(cr, one)
        with self.registry.cursor() as cr, self.assertRaises(UserError):
            self.approve(cr, two)
        with self.registry.cursor() as cr:
            self.approve(cr, one)
        self.assertEqual(self.holders(), [])
