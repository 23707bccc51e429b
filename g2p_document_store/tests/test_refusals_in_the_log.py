from odoo.exceptions import AccessError
from odoo.tests import HttpCase, JsonRpcException, tagged

from .common import DocumentStoreMixin


@tagged("post_install", "-at_install")
class TestRefusalsInTheLog(DocumentStoreMixin, HttpCase):
    """Refusals are logged by ids, without names and logins."""

    def test_a_record_of_somebody_else_is_refused_by_its_number(self):
        document = self._as(self._document(name="Asha Mwangi surgery.pdf"), self.stranger)
        self.env.invalidate_all()
        words = f"You have no right to see Document {document.id}. Ask the office for it, or go"
        with self.assertRaisesRegex(AccessError, words):
            document.read(["name"])

    def test_the_log_of_a_refusal_holds_ids_and_no_names(self):
        document = self._document(name="Asha Mwangi surgery.pdf")
        self.stranger.name = "Stranger Danger"
        for user in (self.stranger, self.employee):
            self.authenticate(user.login, user.login)
            logged = self._logged_when(document, "read", [document.id], ["name"])
            logged += self._logged_when(document, "write", [document.id], {"name": "x"})
            self.assertIn("A stored document cannot be changed", logged)
            for word in (user.name, user.login, "Asha", "Mwangi"):
                self.assertNotIn(word, logged)

    def _logged_when(self, document, method, *args):
        """The log of the server when this is called over RPC and refused."""
        params = {"model": document._name, "method": method, "args": args, "kwargs": {}}
        url = f"/web/dataset/call_kw/{document._name}/{method}"
        refused = self.assertRaisesRegex(JsonRpcException, "AccessError")
        with self.assertLogs(level="INFO") as log, refused:
            self.make_jsonrpc_request(url, params)
        return "\n".join(record.getMessage() for record in log.records)
