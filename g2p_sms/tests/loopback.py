"""An SMS gateway on this machine, for tests and the demonstration."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class LoopbackGateway:
    """Receives text messages by HTTP and keeps them: ``with LoopbackGateway() as gateway: …``.

    ``sent`` are the messages as dicts with *to*, *text*, *reference* and *token*; ``status`` is
    what it answers to the next ones.
    """

    def __init__(self, status=200):
        self.sent, self.status = [], status

    def __enter__(self):
        gateway = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                token = self.headers.get("Authorization", "").removeprefix("Bearer ")
                if gateway.status < 300:
                    gateway.sent.append({**json.loads(body), "token": token})
                self.send_response(gateway.status)
                self.send_header("Location", f"{gateway.address}/elsewhere")
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_args):
                """Messages are not logged."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self.server.server_address[1]}"
        self.thread = threading.Thread(target=self.server.serve_forever, daemon=True)
        self.thread.start()
        return self

    def __exit__(self, *_error):
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()
