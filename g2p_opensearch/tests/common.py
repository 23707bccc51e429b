import base64
import os
from unittest.mock import patch

from odoo.addons.g2p_deferred.tests.common import work_off
from odoo.addons.g2p_immediate_assistance.tests.common import AssistanceCase

from ..tools.pseudonyms import Pseudonyms
from .fake_engine import FakeEngine

KEY = bytes(range(32))
ENVIRON = {
    "G2P_OPENSEARCH_URL": "https://search.example:9200",
    "G2P_ANALYTICS_KEY": base64.b64encode(KEY).decode(),
    "G2P_OPENSEARCH_PREFIX": "g2p",
    "G2P_OPENSEARCH_SETUP_USER": "setup",
}
CONNECTION = "odoo.addons.g2p_opensearch.models.g2p_search_connection"


class AnalyticsCase(AssistanceCase):
    """A case of assistance, and a fake engine at the port's edge."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        environ = patch.dict(os.environ, ENVIRON)
        environ.start()
        cls.addClassCleanup(environ.stop)
        cls.env.cr.flush()
        cls.env.cr.execute("DELETE FROM g2p_search_outbox")
        cls.outbox = cls.env["g2p.search.outbox"]
        cls.connection = cls.env["g2p.search.connection"]._one()
        cls.connection.write({"is_enabled": True, "failures": 0, "date_next": False})
        cls.indexes = cls.env["g2p.search.index"].sudo().search([])
        nothing = {"current": False, "building": False, "is_filling": False, "build_after": 0}
        cls.indexes.write(nothing)

    def setUp(self):
        super().setUp()
        self.engine = FakeEngine()
        for name in ("_engine", "_setup_engine"):
            self._stub(type(self.connection), name, lambda _connection: self.engine)
        library = patch(f"{CONNECTION}.library", lambda: None)
        library.start()
        self.addCleanup(library.stop)

    def _stub(self, cls, name, func):
        stub = patch.object(cls, name, func)
        stub.start()
        self.addCleanup(stub.stop)

    # === HELPERS === #

    def noted(self, kind=None):
        """{(kind, record's id)} in the outbox, as after a commit."""
        self.env.cr.flush()
        self.env.cr.execute("SELECT kind, res_id FROM g2p_search_outbox")
        rows = {row for row in self.env.cr.fetchall() if kind in (None, row[0])}
        return rows if kind is None else {res_id for _kind, res_id in rows}

    def forget(self):
        """Empty the outbox."""
        self.env.cr.flush()
        self.env.cr.execute("DELETE FROM g2p_search_outbox")

    def index(self, kind):
        return self.indexes.filtered(lambda index: index.kind == kind)

    def run_jobs(self):
        """One minute of the server: queue what waits, and do it."""
        self.env.cr.flush()
        self.env["g2p.search.index"]._cron_start()
        work_off(self.env, channel="search")
        self.env.cr.flush()
        self.env.invalidate_all()

    def built(self):
        """All indexes, built and in use."""
        self.run_jobs()
        self.run_jobs()
        self.assertEqual(self.indexes.mapped("building"), [False] * len(self.indexes))

    def name(self, record):
        """The id of a record's document."""
        return Pseudonyms(KEY).of(record._name, record.id)

    def document(self, kind, record):
        return self.engine.documents(kind).get(self.name(record))
