import threading
from concurrent.futures import ThreadPoolExecutor
from unittest.mock import patch

import psycopg2

from odoo import SUPERUSER_ID, api
from odoo.modules.registry import DummyRLock, Registry
from odoo.service.model import retrying
from odoo.tests import tagged
from odoo.tests.common import BaseCase, get_db_name
from odoo.tools import mute_logger

from odoo.addons.g2p_document_store.exceptions import DocumentRefused
from odoo.addons.g2p_document_store.models import g2p_document_intake

from .common import PDF

RACERS = 6


@tagged("post_install", "-at_install")
class TestDocumentConcurrency(BaseCase):
    """Several requests of one person at the same moment; their data is committed, then deleted."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.registry = Registry(get_db_name())

    def setUp(self):
        super().setUp()
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            self.owner = env["res.partner"].create({"name": "Race of files"}).id
        self.addCleanup(self._clean_up)

    def _clean_up(self):
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            attachments = self._documents(env).attachment_id
            cr.execute("DELETE FROM g2p_document WHERE res_id = %s", [self.owner])
            env.invalidate_all()
            attachments.unlink()
            env["res.partner"].browse(self.owner).unlink()

    def _documents(self, env):
        mine = [("res_model", "=", "res.partner"), ("res_id", "=", self.owner)]
        return env["g2p.document"].search(mine)

    def _open_env(self):
        """A transaction with a snapshot from before anything was stored, like each request."""
        cr = self.registry.cursor()
        self.addCleanup(cr.close)
        env = api.Environment(cr, SUPERUSER_ID, {})
        self.assertFalse(self._documents(env))
        return env

    def _send(self, env, barrier, content):
        """Store like a request, which Odoo retries on a conflict; return how it ended."""
        owner = env["res.partner"].browse(self.owner)
        barrier.wait(timeout=30)
        try:
            retrying(lambda: env["g2p.document"]._store(owner, "x.pdf", content, "medical").id, env)
        except DocumentRefused as refusal:
            env.cr.rollback()
            return str(refusal)
        return "stored"

    def _race(self, contents):
        barrier = threading.Barrier(len(contents))
        envs = [self._open_env() for _content in contents]
        with (
            # a retried request asks for this lock, which a test run may hold
            patch.object(Registry, "_lock", DummyRLock()),
            mute_logger("odoo.sql_db", "odoo.service.model"),
            ThreadPoolExecutor(len(contents)) as pool,
        ):
            runs = [
                pool.submit(self._send, env, barrier, content)
                for env, content in zip(envs, contents, strict=True)
            ]
            return [run.result(timeout=120) for run in runs]

    def test_the_same_file_sent_six_times_at_once_is_one_document(self):
        self.assertEqual(self._race([PDF] * RACERS), ["stored"] * RACERS)
        with self.registry.cursor() as cr:
            self.assertEqual(len(self._documents(api.Environment(cr, SUPERUSER_ID, {}))), 1)

    def test_files_sent_at_once_do_not_pass_the_limit(self):
        with patch.object(g2p_document_intake, "MAX_PER_OWNER", 2):
            answers = self._race([PDF + b"%%%d" % number for number in range(RACERS)])
        self.assertEqual(answers.count("stored"), 2, answers)
        refused = [answer for answer in answers if "There are already 2 files" in answer]
        self.assertEqual(len(refused), RACERS - 2, answers)
        with self.registry.cursor() as cr:
            self.assertEqual(len(self._documents(api.Environment(cr, SUPERUSER_ID, {}))), 2)

    def test_a_request_is_retried_when_its_documents_changed_meanwhile(self):
        before = self._open_env()
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            owner = env["res.partner"].browse(self.owner)
            document = env["g2p.document"]._store(owner, "x.pdf", PDF, "medical").id
        self._assert_is_retried(before)
        between = self.registry.cursor()
        self.addCleanup(between.close)
        between = api.Environment(between, SUPERUSER_ID, {})
        self.assertTrue(self._documents(between).is_current)
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})  # 17.0 flushes the referenced record
            env["g2p.document"].browse(document)._withdraw()
        self._assert_is_retried(between)
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            env["g2p.document"]._see_all_of(env["res.partner"].browse(self.owner))

    def _assert_is_retried(self, env):
        with self.assertRaises(psycopg2.errors.SerializationFailure), mute_logger("odoo.sql_db"):
            env["g2p.document"]._see_all_of(env["res.partner"].browse(self.owner))
        env.cr.rollback()
