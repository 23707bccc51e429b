"""The server of docs/operations.md, with its files and commands under DEPLOY_HOME."""

import contextlib
import os
import re
import socket
import ssl
import subprocess
import time
import urllib.error
import urllib.request
from pathlib import Path

import documented
import mail_sink

HOME = Path(os.environ["DEPLOY_HOME"])
CODE, ODOO = Path(os.environ["DEPLOY_CODE"]), Path(os.environ["DEPLOY_ODOO"])
#: prefix for commands of the server's user; empty if that user runs the tests
AS_SERVER = os.environ["DEPLOY_AS"].split()
DATA, CONF = HOME / "var", HOME / "etc" / "odoo.conf"
OWNER = "root:nogroup" if AS_SERVER else str(os.getuid())
START_SECONDS = 90


def free_port():
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return sock.getsockname()[1]


def wait_for(url, process, context=None):
    """Return when the address answers; fail when the process ends or takes too long."""
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end:
        assert process.poll() is None, f"{url}: its server ended with {process.returncode}"
        with (
            contextlib.suppress(urllib.error.URLError, ConnectionError, TimeoutError),
            urllib.request.urlopen(url, timeout=30, context=context),  # noqa: S310
        ):
            return
        time.sleep(0.3)
    raise AssertionError(f"{url} did not answer within {START_SECONDS} seconds")


class Machine:
    """Odoo, nginx, a mail server and the commands of the page."""

    def __init__(self):
        self.http, self.gevent, self.plain, self.tls = (free_port() for _number in range(4))
        self.address = f"https://127.0.0.1:{self.tls}"
        self.certificate = HOME / "nginx" / "fullchain.pem"
        self.mails = mail_sink.MailSink()
        self.odoo = self.nginx = None

    # === The page's commands === #
    def run(self, name, *changes):
        """Run a block of the page with this machine's paths; return its output."""
        text = documented.block(name, changes)
        for old, new in (
            ("/var/lib/odoo", DATA),
            ("/etc/odoo", CONF.parent),
            ("/var/backups/odoo", HOME / "backups"),
            ("chown root:odoo", f"chown {OWNER}"),
        ):
            text = text.replace(old, str(new))
        done = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", text],
            capture_output=True,
            text=True,
            cwd="/",
            check=False,
        )
        assert done.returncode == 0, f"{name}: {done.stdout}\n{done.stderr}"
        return done.stdout

    def query(self, sql, database="assistance"):
        """Rows of a query, as the database's superuser."""
        command = ["psql", "-U", "postgres", "-d", database, "-Atc", sql]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        return done.stdout.splitlines()

    def shell(self, conf, database, code):
        """Run some lines in `odoo shell` as the server's user; return their output."""
        command = ["runuser", "-u", "odoo", "--", "odoo", "shell", "-c", str(conf), "-d", database]
        done = subprocess.run(
            [*command, "--no-http", "--log-level=warn"],
            input=code,
            capture_output=True,
            text=True,
            cwd="/",
            check=True,
        )
        return done.stdout

    def wait_until(self, is_so):
        """Wait for the result of another process."""
        end = time.monotonic() + START_SECONDS
        while not is_so():
            assert time.monotonic() < end, f"it did not happen within {START_SECONDS} seconds"
            time.sleep(0.5)

    # === Files === #
    def configure(self):
        """Write the page's odoo.conf, and the secret by its commands."""
        addons = [ODOO / "addons", CODE, CODE / "openg2p"]
        changes = [
            ("/srv/odoo/odoo/addons,/srv/odoo/assistance,/srv/odoo/assistance/openg2p",
             ",".join(str(path) for path in addons if path.is_dir())),
            ("data_dir = /var/lib/odoo", f"data_dir = {DATA}\nlogfile = {DATA / 'odoo.log'}"),
            ("http_port = 8069", f"http_port = {self.http}"),
            ("gevent_port = 8072", f"gevent_port = {self.gevent}"),
            ("workers = 5", "workers = 2"),
            ("max_cron_threads = 2", "max_cron_threads = 1"),
            ("smtp_server = mail.example.org", "smtp_server = 127.0.0.1"),
            ("smtp_port = 587", f"smtp_port = {self.mails.port}"),
            ("smtp_ssl = True", "smtp_ssl = False"),
            ("smtp_user = assistance@example.org\nsmtp_password = …\n", ""),
        ]  # fmt: skip
        CONF.write_text(documented.block("odoo.conf", changes))
        self.run("secret")

    def configure_proxy(self):
        """nginx with the page's server, a certificate of its own and unprivileged ports."""
        folder = self.certificate.parent
        key = folder / "privkey.pem"
        names = ["-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1"]
        made = ["-newkey", "rsa:2048", "-nodes", "-days", "2", "-keyout", key]
        command = ["openssl", "req", "-x509", *made, "-out", self.certificate, *names]
        subprocess.run(command, check=True, capture_output=True)
        kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        places = "".join(f"{kind}_temp_path {folder}/{kind};\n" for kind in kinds)
        user = "user www-data;\n" if os.getuid() == 0 else ""
        (folder / "nginx.conf").write_text(
            f"{user}daemon off;\npid {folder}/pid;\nerror_log {folder}/error.log;\nevents {{}}\n"
            f"http {{\n{places}{self._site(folder, key)}}}\n"
        )

    def _site(self, folder, key):
        where = "/etc/letsencrypt/live/assistance.example.org"
        return documented.block(
            "site",
            [
                ("server 127.0.0.1:8069;", f"server 127.0.0.1:{self.http};"),
                ("server 127.0.0.1:8072;", f"server 127.0.0.1:{self.gevent};"),
                ("listen 80;", f"listen 127.0.0.1:{self.plain};"),
                ("listen 443 ssl", f"listen 127.0.0.1:{self.tls} ssl"),
                (f"{where}/fullchain.pem", str(self.certificate)),
                (f"{where}/privkey.pem", str(key)),
                ("server_name assistance.example.org;", "server_name 127.0.0.1;"),
                ("/var/log/nginx/assistance.log", str(folder / "access.log")),
            ],
        )

    # === Servers === #
    def start(self):
        """Odoo with its workers, as the server's user."""
        command = ["runuser", "-u", "odoo", "--", "odoo", "-c", str(CONF)]
        self.odoo = subprocess.Popen(command, cwd="/")
        wait_for(f"http://127.0.0.1:{self.http}/web/health", self.odoo)

    def start_proxy(self):
        folder = self.certificate.parent
        command = ["nginx", "-e", folder / "error.log", "-c", folder / "nginx.conf"]
        self.nginx = subprocess.Popen(command)
        trusted = ssl.create_default_context(cafile=self.certificate)
        wait_for(f"{self.address}/web/health", self.nginx, trusted)

    def stop(self):
        if self.odoo:
            self.odoo.terminate()
            self.odoo.wait(timeout=60)
            self.odoo = None

    def restart(self):
        self.stop()
        self.start()

    def close(self):
        self.stop()
        if self.nginx:
            self.nginx.terminate()
            self.nginx.wait(timeout=30)
        self.mails.close()

    def users_of_processes(self):
        """{user id of each process of Odoo}."""
        found = set()
        for path in Path("/proc").glob("[0-9]*"):
            with contextlib.suppress(OSError):
                if str(CONF) in (path / "cmdline").read_text():
                    status = (path / "status").read_text()
                    found.add(int(re.search(r"^Uid:\s+(\d+)", status, re.MULTILINE)[1]))
        return found
