"""The import API of OpenSearch Dashboards over TLS, as far as its source says what it does.

It stands in for Dashboards, which no package registry has: it asks for the header against forged
requests, for a user and a known tenant, reads the form, and keeps objects by type and id.
"""

import base64
import json
import ssl
import threading
from email.parser import BytesParser
from email.policy import HTTP
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import saved_objects

USER, PASSWORD = "importer", "of the importer"
TENANTS = {"", "global", "analysts"}


class StubDashboards:
    """A server on a free port. ``objects``: {tenant: {(type, id): object}}."""

    def __init__(self, tls):
        self.objects, self.asked, self.answer = {}, [], None
        stub = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                stub.asked.append(self.path)
                status, found = stub.answer or stub.imported(self.path, self.headers, body)
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.end_headers()
                self.wfile.write(json.dumps(found).encode())

            def log_message(self, *_words):
                """Nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(tls / "node.pem", tls / "node.key")
        self._server.socket = context.wrap_socket(self._server.socket, server_side=True)
        self._server.handle_error = lambda *_who: None  # who breaks off is a test of its own
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    @property
    def url(self):
        return f"https://127.0.0.1:{self._server.server_address[1]}"

    def stop(self):
        self._server.shutdown()
        self._server.server_close()

    def imported(self, path, headers, body):
        """(status, answer) of an import."""
        asked = urlsplit(path)
        token = base64.b64encode(f"{USER}:{PASSWORD}".encode()).decode()
        if headers["Authorization"] != f"Basic {token}":
            return 401, {"message": "Unauthorized"}
        if not headers["osd-xsrf"]:
            return 400, {"message": "Request must contain a osd-xsrf header."}
        if headers.get("securitytenant", "") not in TENANTS:
            return 403, {"message": "Forbidden"}
        if asked.path != "/api/saved_objects/_import":
            return 404, {"message": "Not Found"}
        found, wrong = saved_objects.read(_file(headers, body))
        if wrong:
            return 400, {"message": wrong[0]}
        return 200, self._kept(headers.get("securitytenant", ""), found, parse_qs(asked.query))

    def _kept(self, tenant, found, query):
        known = self.objects.setdefault(tenant, {})
        replaces = query.get("overwrite") == ["true"]
        errors = [
            {"id": ident, "type": type_, "error": {"type": why}}
            for (type_, ident), item in found.items()
            for why in self._errors(item, found | known, (type_, ident) in known and not replaces)
        ]
        if not errors:
            known.update(found)
        return {
            "success": not errors,
            "successCount": len(found) - len({error["id"] for error in errors}),
            **({"errors": errors} if errors else {}),
        }

    def _errors(self, item, known, is_there):
        if is_there:
            yield "conflict"
        if item["type"] not in saved_objects.KNOWN:
            yield "unsupported_type"
        for reference in item.get("references", []):
            if (reference["type"], reference["id"]) not in known:
                yield "missing_references"


def _file(headers, body):
    """The text of the one file in a form."""
    head = f"Content-Type: {headers['Content-Type']}\r\n\r\n".encode()
    (part,) = BytesParser(policy=HTTP).parsebytes(head + body).iter_parts()
    if part.get_param("name", header="content-disposition") != "file":
        raise ValueError("the form has no file")
    if not part.get_filename().endswith(".ndjson"):
        raise ValueError("the file is no .ndjson")
    return part.get_payload(decode=True).decode()
