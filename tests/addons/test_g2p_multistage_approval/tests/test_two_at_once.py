from unittest.mock import patch

import psycopg2

from odoo import SUPERUSER_ID, api
from odoo.exceptions import AccessError, UserError
from odoo.modules.registry import Registry
from odoo.tests import BaseCase, get_db_name, new_test_user, tagged
from odoo.tools import mute_logger

from odoo.addons.g2p_deferred.tests.common import asleep

from .common import INTERNAL, stage

CLEAN_UP = """
DELETE FROM g2p_deferred; -- other tests would find it
DELETE FROM mail_activity WHERE res_model = 'test.approval.document';
DELETE FROM g2p_approval_decision WHERE request_id IN %(requests)s;
DELETE FROM g2p_approval_step WHERE request_id IN %(requests)s;
DELETE FROM g2p_approval_request WHERE id IN %(requests)s;
DELETE FROM test_approval_document WHERE id IN %(documents)s;
DELETE FROM g2p_approval_policy WHERE id = %(policy)s;
"""


class RaceCase(BaseCase):
    """A case of two stages, each with three officers; its commits are removed at the end."""

    def setUp(self):
        super().setUp()
        self.registry = Registry(get_db_name())
        quiet = asleep(self.registry["g2p.deferred"])
        quiet.start()
        self.addCleanup(quiet.stop)
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            self.officers = [
                new_test_user(env, f"approval race {number}", INTERNAL).id for number in range(3)
            ]
            self.addCleanup(self.remove)
            users = env["res.users"].browse(self.officers)
            policy = env["g2p.approval.policy"].create(
                {
                    "name": "Race",
                    "sequence": 1,
                    "model_id": env["ir.model"]._get_id("test.approval.document"),
                    "stage_ids": [
                        stage(10, "First", users, amount_policy="lower"),
                        stage(20, "Second", users),
                    ],
                }
            )
            document = env["test.approval.document"].create({"name": "Race", "amount": 100})
            request = document._approval_submit()
            self.ids = {
                "documents": tuple(document.ids),
                "policy": policy.id,
                "requests": tuple(request.ids),
            }
            self.step_id = request.step_ids[0].id

    def remove(self):
        with self.registry.cursor() as cr:
            cr.execute(CLEAN_UP, self.ids)
        with self.registry.cursor() as cr:
            api.Environment(cr, SUPERUSER_ID, {})["res.users"].browse(self.officers).unlink()

    def approve(self, cr, user):
        env = api.Environment(cr, user, {})
        env["g2p.approval.step"].browse(self.step_id).action_approve()
        env.flush_all()


@tagged("post_install", "-at_install")
class TestTwoAtOnce(RaceCase):
    """Two real transactions that decide."""

    @mute_logger("odoo.sql_db")
    def test_two_officers_who_decide_at_once_count_as_one_decision(self):
        with self.registry.cursor() as mine, self.registry.cursor() as theirs:
            theirs.execute("SET LOCAL lock_timeout = '1s'; SELECT 1 FROM g2p_approval_request")
            self.approve(mine, self.officers[0])
            # the other one waits for the lock of the case, without success
            with self.assertRaises(psycopg2.errors.LockNotAvailable):
                self.approve(theirs, self.officers[1])
            theirs.rollback()
            mine.commit()
        # like the server, retry the request in a new transaction
        refused = self.assertRaisesRegex(AccessError, "not open for a decision")
        with self.registry.cursor() as again, refused:
            self.approve(again, self.officers[1])
        with self.registry.cursor() as cr:
            cr.execute(
                "SELECT count(*) FROM g2p_approval_decision WHERE action = 'approve'"
                " AND request_id IN %(requests)s",
                self.ids,
            )
            self.assertEqual(cr.fetchone(), (1,))

    @mute_logger("odoo.sql_db")
    def test_a_transaction_from_before_the_decision_is_retried(self):
        with self.registry.cursor() as mine, self.registry.cursor() as theirs:
            theirs.execute("SELECT 1 FROM g2p_approval_request")
            self.approve(mine, self.officers[0])
            mine.commit()
            with self.assertRaises(psycopg2.errors.SerializationFailure):
                self.approve(theirs, self.officers[1])
            theirs.rollback()

    @mute_logger("odoo.sql_db")
    def test_two_simultaneous_votes_of_a_quorum_both_count(self):
        with self.registry.cursor() as cr:
            cr.execute("UPDATE g2p_approval_step SET required = 2 WHERE id = %s", [self.step_id])
        with self.registry.cursor() as mine, self.registry.cursor() as theirs:
            theirs.execute("SELECT 1 FROM g2p_approval_request")
            self.approve(mine, self.officers[0])
            mine.commit()
            # neither closed the step: without an update of the case's row both would be lost
            with self.assertRaises(psycopg2.errors.SerializationFailure):
                self.approve(theirs, self.officers[1])
            theirs.rollback()
        with self.registry.cursor() as again:
            self.approve(again, self.officers[1])
        with self.registry.cursor() as cr:
            cr.execute("SELECT state FROM g2p_approval_step WHERE id = %s", [self.step_id])
            self.assertEqual(cr.fetchone(), ("approved",))

    @mute_logger("odoo.sql_db")
    def test_seats_reflect_both_simultaneous_votes(self):
        with self.registry.cursor() as cr:
            cr.execute("UPDATE g2p_approval_step SET required = 3 WHERE id = %s", [self.step_id])
        with self.registry.cursor() as mine, self.registry.cursor() as theirs:
            theirs.execute("SELECT 1 FROM g2p_approval_request")
            self.approve(mine, self.officers[0])
            mine.commit()
            with self.assertRaises(psycopg2.errors.SerializationFailure):
                self.approve(theirs, self.officers[1])
            theirs.rollback()
        self.assertEqual(self.used(), {self.officers[0]})
        with self.registry.cursor() as again:
            self.approve(again, self.officers[1])
        self.assertEqual(self.used(), set(self.officers[:2]))

    def used(self):
        """Users of a seat of the first step, as another transaction sees them."""
        with self.registry.cursor() as cr:
            cr.execute(
                "SELECT user_id FROM g2p_approval_seat WHERE is_used AND step_id = %s",
                [self.step_id],
            )
            return {row[0] for row in cr.fetchall()}


@tagged("post_install", "-at_install")
class TestTwoListsAtOnce(TestTwoAtOnce):
    """The same, with both approving from a list."""

    def setUp(self):
        super().setUp()
        with self.registry.cursor() as cr:
            cr.execute(
                "UPDATE g2p_approval_step SET allow_bulk = true WHERE id = %s", [self.step_id]
            )

    def submit_another(self):
        """The first step of a second case of the same procedure."""
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            document = env["test.approval.document"].create({"name": "Race", "amount": 100})
            request = document._approval_submit()
            self.ids["documents"] += tuple(document.ids)
            self.ids["requests"] += tuple(request.ids)
            request.step_ids[0].allow_bulk = True
            return request.step_ids[0].id

    @mute_logger("odoo.sql_db")
    def test_cases_approved_in_parts_stay_locked_all_together(self):
        """Officers may list the same cases in different orders."""
        other_id, seen = self.submit_another(), []

        def approve(step, note, ended):
            if len(seen) < 4:  # two attempts with both
                seen.append(step.id)
                if len(seen) % 2:
                    return {"ok": True, "step_id": step.id}
                raise UserError(step.env._("Not both."))
            with self.registry.cursor() as theirs:
                theirs.execute(
                    "SELECT id FROM g2p_approval_request WHERE id IN %(requests)s"
                    " FOR UPDATE SKIP LOCKED",
                    self.ids,
                )
                seen.append(theirs.fetchall())
            return {"ok": True, "step_id": step.id}

        with self.registry.cursor() as cr:
            env = api.Environment(cr, self.officers[0], {})
            steps = env["g2p.approval.step"].browse([other_id, self.step_id])
            with patch.object(type(steps), "_approve_in_bulk", approve):
                steps.action_approve_many()
            cr.rollback()
        both = [other_id, self.step_id]
        self.assertEqual(seen, [*both, *both, [], []])

    def approve(self, cr, user):
        env = api.Environment(cr, user, {})
        [outcome] = env["g2p.approval.step"].browse(self.step_id).action_approve_many()
        env.flush_all()
        if not outcome["ok"]:
            raise AccessError(outcome["message"])
