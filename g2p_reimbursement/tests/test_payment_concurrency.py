import threading
from concurrent.futures import ThreadPoolExecutor
from unittest.mock import patch

from odoo import SUPERUSER_ID, api
from odoo.exceptions import UserError
from odoo.modules.registry import DummyRLock, Registry
from odoo.service.model import retrying
from odoo.tests import tagged
from odoo.tests.common import BaseCase, get_db_name
from odoo.tools import SQL, mute_logger

CLAIM = "g2p.reimbursement.claim"
BATCH = "g2p.claim.payment.batch"
REFERENCES = """
    SELECT child.relname, attribute.attname
      FROM pg_constraint fk
      JOIN pg_class child ON child.oid = fk.conrelid
      JOIN pg_class parent ON parent.oid = fk.confrelid
      JOIN pg_attribute attribute
        ON attribute.attrelid = child.oid AND attribute.attnum = fk.conkey[1]
     WHERE fk.contype = 'f' AND parent.relname = %s AND child.relname <> %s
"""


def delete_rows(cr, table, ids):
    """Delete committed rows and, before them, all rows that refer to them."""
    cr.execute(REFERENCES, [table, table])
    for child, column in cr.fetchall():
        where = SQL("%s IN %s", SQL.identifier(column), tuple(ids))
        cr.execute(
            "SELECT 1 FROM pg_attribute WHERE attrelid = %s::regclass AND attname = 'id'",
            [child],
        )
        if cr.fetchone():
            cr.execute(SQL("SELECT id FROM %s WHERE %s", SQL.identifier(child), where))
            child_ids = [row[0] for row in cr.fetchall()]
            if child_ids:
                delete_rows(cr, child, child_ids)
        else:
            cr.execute(SQL("DELETE FROM %s WHERE %s", SQL.identifier(child), where))
    cr.execute(SQL("DELETE FROM %s WHERE id IN %s", SQL.identifier(table), tuple(ids)))


@tagged("post_install", "-at_install")
class TestPaymentConcurrency(BaseCase):
    """Two cashiers act at the same moment; their data is committed, then deleted."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.registry = Registry(get_db_name())
        with cls.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            cls.program = env["g2p.program"].create({"name": "Race of cashiers"}).id
            provider = env["g2p.service.provider"].create({"name": "Race", "code": "RACE"})
            provider._set_state("active")
            cls.provider = provider.id
            cls.claim = cls._create_claim(env)
        # Only now, since nothing was committed before.
        cls.addClassCleanup(cls._clean_up)

    @classmethod
    def _create_claim(cls, env):
        claim = env[CLAIM].create(
            {
                "provider_id": cls.provider,
                "program_id": cls.program,
                "company_id": env.company.id,
                "currency_id": env.company.currency_id.id,
                "account_number": "KE00",
                "invoice_number": "RACE",
                "invoice_date": "2026-01-01",
            }
        )
        claim._set_state("submitted")
        claim._set_state("approved")
        return claim.id

    @classmethod
    def _clean_up(cls):
        with cls.registry.cursor() as cr:
            cr.execute("DELETE FROM g2p_deferred")  # other tests would find it
            cr.execute("DELETE FROM mail_message WHERE model IN %s", [(CLAIM, BATCH)])
            cr.execute(
                "SELECT batch_id FROM g2p_claim_payment WHERE claim_id = %s",
                [cls.claim],
            )
            batches = [row[0] for row in cr.fetchall()]
            delete_rows(cr, "g2p_reimbursement_claim", [cls.claim])
            if batches:
                delete_rows(cr, "g2p_claim_payment_batch", batches)
            delete_rows(cr, "g2p_service_provider", [cls.provider])
            delete_rows(cr, "g2p_program", [cls.program])

    def _open_env(self):
        """A transaction that has seen the claim approved.

        Opened by the main thread, which holds the registry's lock during tests; a new environment
        needs that lock.
        """
        cr = self.registry.cursor()
        self.addCleanup(cr.close)
        env = api.Environment(cr, SUPERUSER_ID, {})
        self.assertEqual(env[CLAIM].browse(self.claim).state, "approved")
        return env

    def _build(self, env, barrier):
        """Build a batch like a request; return the result."""
        barrier.wait(timeout=10)
        try:
            retrying(lambda: env[BATCH].action_build([self.claim]), env)
        except UserError as refusal:
            return str(refusal)
        return "built"

    @mute_logger("odoo.sql_db", "odoo.service.model")
    def test_two_cashiers_build_a_batch_of_the_same_claim(self):
        def vals(claim):
            return {
                claim: {
                    "claim_id": claim.id,
                    "company_id": claim.company_id.id,
                    "currency_id": claim.currency_id.id,
                    "amount": 10,
                    "account_number": "KE00",
                }
            }

        # Other tests cover the right to pay and the approved values.
        Claim, Batch = self.registry[CLAIM], self.registry[BATCH]
        barrier = threading.Barrier(2)
        envs = [self._open_env() for _cashier in range(2)]
        with (
            # A retry needs this lock, which a test run may hold.
            patch.object(Registry, "_lock", DummyRLock()),
            patch.object(Claim, "_prepare_payment_vals_each", vals),
            patch.object(Claim, "_why_not_payer_each", lambda claim, user: {claim: False}),
            patch.object(Batch, "_check_group", lambda batch, role: None),
            ThreadPoolExecutor(2) as pool,
        ):
            runs = [pool.submit(self._build, env, barrier) for env in envs]
            answers = sorted(run.result(timeout=30) for run in runs)
        self.assertEqual(answers.count("built"), 1, answers)
        self.assertIn("cannot be paid twice", answers[0])
        with self.registry.cursor() as cr:
            cr.execute(
                "SELECT count(*) FROM g2p_claim_payment WHERE claim_id = %s",
                [self.claim],
            )
            self.assertEqual(cr.fetchone()[0], 1)
