"""A mail server that stores the mails it gets."""

import email
import email.policy
import socketserver
import threading


class _Conversation(socketserver.StreamRequestHandler):
    """The part of RFC 5321 that a client needs to deliver a mail."""

    def handle(self):
        self._say("220 ready")
        for line in self.rfile:
            word = line.split()[0].upper() if line.split() else b""
            if word == b"DATA":
                self._say("354 go on")
                self._keep()
            self._say("221 bye" if word == b"QUIT" else "250 done")
            if word == b"QUIT":
                return

    def _keep(self):
        lines = iter(self.rfile.readline, b".\r\n")
        text = b"".join(line.removeprefix(b".") if line[:2] == b".." else line for line in lines)
        self.server.mails.append(email.message_from_bytes(text, policy=email.policy.default))

    def _say(self, answer):
        self.wfile.write(f"{answer}\r\n".encode())


class MailSink:
    """Listens on a free port until it is closed."""

    def __init__(self):
        self._server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), _Conversation)
        self._server.daemon_threads = True
        self._server.mails = self.mails = []
        self.port = self._server.server_address[1]
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def close(self):
        self._server.shutdown()
        self._server.server_close()
