#!/usr/bin/env python3
"""An SMS gateway of the demonstration: it sends nothing, and writes each message into a file.

sms_loopback.py MESSAGES ADDRESS   listens on a free port of this machine, and writes its address
                                   into the second file
"""

import json
import sys
from datetime import datetime, timezone
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path


def handler(messages):
    """A handler of requests that appends messages to a file."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            message = json.loads(body)
            at = datetime.now(timezone.utc).strftime("%H:%M:%S")
            with messages.open("a", encoding="utf-8") as file:
                file.write(f"{at} UTC  to {message['to']}\n    {message['text']}\n")
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_args):
            """Requests are not logged."""

    return Handler


def main(messages, address):
    """Serve until the process ends."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler(Path(messages)))
    Path(address).write_text(f"http://127.0.0.1:{server.server_address[1]}/", encoding="utf-8")
    server.serve_forever()


if __name__ == "__main__":
    main(*sys.argv[1:])
