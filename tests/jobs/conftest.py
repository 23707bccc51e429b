"""An order on real servers, which are killed. scripts/test.sh names databases and configurations.

JOBS_TEMPLATE: a database with a queued order; JOBS_QUEUE_TEMPLATE: the same, with the addon on
queue_job.
"""

import os
import re
import signal
import socket
import subprocess
import time
from pathlib import Path

import psycopg2
import pytest

DATABASE = "run_jobs"
PATIENCE = 300  # seconds


def free_port():
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return sock.getsockname()[1]


class Office:
    """The database with the order, and the servers that work on it."""

    def __init__(self, template, config, folder):
        self.config, self.folder, self.servers = Path(config), folder, []
        subprocess.run(["dropdb", "--if-exists", "--force", DATABASE], check=True)
        subprocess.run(["createdb", "-T", template, DATABASE], check=True)
        self.connection = psycopg2.connect(dbname=DATABASE)
        self.connection.autocommit = True

    def sql(self, text, *values):
        with self.connection.cursor() as cr:
            cr.execute(text, values)
            return cr.fetchall() if cr.description else []

    def shell(self, script):
        """Run a script of this folder in odoo's shell."""
        command = ["odoo", "shell", "-c", str(self.config), "-d", DATABASE, "--no-http"]
        with (Path(__file__).parent / script).open() as text:
            subprocess.run([*command, "--log-level=warn"], stdin=text, check=True)

    def start(self, **settings):
        """A server with these settings, as a process group of its own."""
        text = self.config.read_text(encoding="utf-8")
        settings = {"http_port": free_port(), "gevent_port": free_port(), **settings}
        for name, value in settings.items():
            text = re.sub(rf"^{name} *=.*\n", "", text, flags=re.MULTILINE)
            text = text.replace("[options]\n", f"[options]\n{name} = {value}\n", 1)
        path = self.folder / f"server-{len(self.servers)}.conf"
        path.write_text(text, encoding="utf-8")
        command = ["odoo", "-c", str(path), "-d", DATABASE, "--db-filter", f"^{DATABASE}$"]
        with path.with_suffix(".log").open("w") as log:
            server = subprocess.Popen(command, stdout=log, stderr=log, start_new_session=True)
        self.servers.append(server)
        return server

    def kill(self, server):
        """kill -9 the server with all its workers, as a power cut does."""
        os.killpg(server.pid, signal.SIGKILL)
        server.wait()
        self.servers.remove(server)

    def wake(self):
        """Wake the scheduler, as each new work does; a worker would look once a minute only."""
        connection = psycopg2.connect(dbname="postgres")
        connection.autocommit = True
        with connection.cursor() as cr:
            cr.execute("SELECT pg_notify('cron_trigger', %s)", [DATABASE])
        connection.close()

    def wait(self, text, *values):
        """Wait until a statement finds a row; return it."""
        return self.wait_until(lambda: self.sql(text, *values), text)[0]

    def wait_until(self, found, what=None):
        """Wait for a function to find something; return it."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            result = found()
            if result:
                return result
            for server in self.servers:
                assert server.poll() is None, "a server has ended"
            self.wake()
            time.sleep(0.5)
        raise AssertionError(f"not within {PATIENCE} seconds: {what or found}")

    def end_leases(self):
        """Let a minute pass, after which work of a dead process is attempted again."""
        self.sql("UPDATE g2p_deferred SET date_due = date_due - interval '2 minutes'")

    def wait_for_the_end(self):
        self.wait("SELECT 1 WHERE NOT EXISTS (SELECT FROM g2p_deferred WHERE channel = 'voucher')")

    def outcome(self):
        """{state of a line: number}, and the numbers of copies that vouchers have."""
        lines = dict(self.sql("SELECT state, count(*) FROM g2p_voucher_batch_line GROUP BY state"))
        copies = self.sql(
            "SELECT DISTINCT count(copy.id) FROM g2p_voucher voucher"
            " LEFT JOIN g2p_voucher_copy copy ON copy.voucher_id = voucher.id GROUP BY voucher.id"
        )
        return lines, [count for (count,) in copies]

    def close(self):
        for server in list(self.servers):
            self.kill(server)
        self.connection.close()
        subprocess.run(["dropdb", "--if-exists", "--force", DATABASE], check=False)


@pytest.fixture
def office(request, tmp_path):
    """The order, for the engine that the test is marked with."""
    template, config = (f"JOBS_{request.param}{kind}" for kind in ("TEMPLATE", "CONF"))
    opened = Office(os.environ[template], os.environ[config], tmp_path)
    yield opened
    opened.close()
