"""A mail server on this machine, for tests: it speaks SMTP and keeps what it gets."""

import email
import email.policy
import socketserver
import threading


class Handler(socketserver.StreamRequestHandler):
    """One connection."""

    def handle(self):
        self.recipients = []
        self.say("220 sink")
        while line := self.rfile.readline():
            word = line.decode().strip()
            answer = getattr(self, f"on_{word[:4].lower()}", self.on_other)
            self.say(answer(word))
            if word.upper() == "QUIT":
                return

    def on_rcpt(self, word):
        if not self.server.sink.refuse:
            self.recipients.append(word.split("<")[1].split(">")[0])
        return self.server.sink.refuse or "250 ok"

    def on_data(self, _word):
        self.say("354 go on")
        lines = []
        while (line := self.rfile.readline()) != b".\r\n":
            lines.append(line.removeprefix(b"."))
        mail = email.message_from_bytes(b"".join(lines), policy=email.policy.default)
        self.server.sink.mails.append((self.recipients, mail))
        self.recipients = []
        return "250 ok"

    def on_quit(self, _word):
        return "221 bye"

    def on_other(self, _word):
        return "250 ok"

    def say(self, line):
        self.wfile.write(f"{line}\r\n".encode())


class Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = daemon_threads = True


class MailSink:
    """Receives mails by SMTP: ``with MailSink() as sink: …``.

    ``mails`` are (recipients, parsed message); ``refuse`` is the answer to the next recipients,
    such as ``"550 no such mailbox"``.
    """

    def __init__(self, refuse=""):
        self.mails, self.refuse = [], refuse

    def __enter__(self):
        self.server = Server(("127.0.0.1", 0), Handler)
        self.server.sink = self
        self.port = self.server.server_address[1]
        self.thread = threading.Thread(target=self.server.serve_forever, daemon=True)
        self.thread.start()
        return self

    def __exit__(self, *_error):
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()
