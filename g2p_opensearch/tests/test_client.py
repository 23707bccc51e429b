"""The engine's client library at the port: its exceptions and answers, with a stub of the library.

The real library meets the real engine in tests/outside.
"""

from types import SimpleNamespace
from unittest.mock import patch

from odoo.tests import BaseCase, tagged

from ..tools import dashboards, opensearch_engine
from ..tools.engine import Action, BatchRefused, EngineAway, EngineMissing, IndexMissing
from ..tools.settings import Settings


class TransportError(Exception):
    @property
    def status_code(self):
        return self.args[0]

    @property
    def error(self):
        return self.args[1]


class ConnectionError_(TransportError):
    pass


class SerializationError(Exception):
    pass


class ImproperlyConfigured(Exception):
    pass


def stub(answers):
    """A library whose bulk helper yields these answers, or raises one."""

    def streaming_bulk(client, actions, **options):
        list(actions)
        for answer in answers:
            if isinstance(answer, Exception):
                raise answer
            yield answer

    errors = SimpleNamespace(
        TransportError=TransportError,
        ConnectionError=ConnectionError_,
        SerializationError=SerializationError,
        ImproperlyConfigured=ImproperlyConfigured,
    )
    return SimpleNamespace(
        OpenSearch=lambda *args, **options: SimpleNamespace(),
        exceptions=errors,
        helpers=SimpleNamespace(streaming_bulk=streaming_bulk),
    )


@tagged("post_install", "-at_install")
class TestClient(BaseCase):
    def bulk(self, *answers):
        with patch.object(opensearch_engine, "library", lambda: stub(answers)):
            engine = opensearch_engine.OpenSearchEngine(["https://a:9200"], "u", "p")
            return list(engine.bulk([Action("i", "a", 1, {"x": 1})]))

    def test_answers_are_read_one_by_one(self):
        found = self.bulk(
            (True, {"index": {"_id": "a", "status": 200}}),
            (False, {"index": {"_id": "b", "status": 409, "error": {"type": "conflict"}}}),
            (False, {"delete": {"_id": "c", "status": 404}}),
        )
        self.assertEqual(
            [(one.key, one.status, one.is_done) for one in found],
            [("a", 200, True), ("b", 409, True), ("c", 404, True)],
        )

    def test_a_missing_index_is_no_missing_document(self):
        gone = {"_index": "i", "_id": "a", "status": 404, "error": {"type": "gone"}}
        with self.assertRaises(IndexMissing) as caught:
            self.bulk((False, {"index": gone}))
        self.assertEqual(caught.exception.index, "i")

    def test_what_may_pass_is_told_from_what_will_not(self):
        for error, kind in (
            (ConnectionError_("N/A", "secret"), EngineAway),
            (TransportError(429, "busy"), EngineAway),
            (TransportError(503, "busy"), EngineAway),
            (TransportError(403, "no"), EngineAway),
            (TransportError(413, "large"), BatchRefused),
            (TransportError(400, "parse"), BatchRefused),
            (SerializationError("secret"), BatchRefused),
        ):
            with self.subTest(error=error), self.assertRaises(kind) as caught:
                self.bulk(error)
            self.assertNotIn("secret", str(caught.exception))

    def test_a_missing_library_says_how_to_install_it(self):
        with (
            patch.dict("sys.modules", {"opensearchpy": None}),
            self.assertRaisesRegex(EngineMissing, "pip install opensearch-py"),
        ):
            opensearch_engine.library()


@tagged("post_install", "-at_install")
class TestImport(BaseCase):
    """The import into Dashboards, with a stub of its API."""

    def send(self, answer, **settings):
        calls = []

        def post(url, **options):
            calls.append((url, options))
            return SimpleNamespace(raise_for_status=lambda: None, json=lambda: answer)

        mine = Settings(dashboards_url="https://d/", dashboards_tenant="assistance", **settings)
        with patch.object(dashboards.requests, "post", post):
            return dashboards.send(mine, dashboards.read()), calls[0]

    def test_objects_are_replaced_in_their_tenant(self):
        count, (url, options) = self.send({"success": True, "successCount": 7})
        self.assertEqual(count, 7)
        self.assertEqual(url, "https://d/api/saved_objects/_import?overwrite=true")
        self.assertEqual(options["headers"]["osd-xsrf"], "true")
        self.assertEqual(options["headers"]["securitytenant"], "assistance")
        self.assertIn(b"g2p-application", options["data"])

    def test_another_prefix_has_its_own_index_patterns(self):
        _count, (_url, options) = self.send({"success": True}, prefix="north")
        self.assertIn(b"north-application", options["data"])

    def test_a_refused_object_is_named(self):
        with self.assertRaisesRegex(EngineAway, "some-id"):
            self.send({"success": False, "errors": [{"id": "some-id"}]})
