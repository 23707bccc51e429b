"""A queued order of vouchers on one server and on two, with 1, 2 and 4 workers, by each engine.

usage: jobs_run.py OUT.md CONFIG TEMPLATE QUEUE_CONFIG QUEUE_TEMPLATE

A template is a database with the queued order; the second one has g2p_deferred_queue. Each run uses
a clone. Workers are processes: cron workers of the scheduler, or HTTP workers that run jobs.
"""

import itertools
import re
import socket
import subprocess
import sys
import time
from pathlib import Path

import balancer
import page

DATABASE = "run_jobs"
#: servers, workers of each
SHAPES = ((1, 1), (1, 2), (1, 4), (2, 1), (2, 2))
LONGEST = 1800
TEXT = """
One queued order, from the first voucher issued to the last one, without the start of the servers.
Workers are processes: of the scheduler, or for HTTP with jobs of queue_job. Jobs of several servers
come from one runner over a balancer. A voucher needs about 30 ms of processor time, most of it in
the renderer, so the processors are the limit: more workers than processors gain what waiting for
PostgreSQL leaves.
"""
STATES = """
    SELECT count(*) FILTER (WHERE state = 'waiting'), count(*) FILTER (WHERE state = 'issued'),
           count(*) FROM g2p_voucher_batch_line
"""


def run(*command):
    """The output of a program of PostgreSQL."""
    answer = subprocess.run(command, check=True, capture_output=True, text=True)  # noqa: S603
    return answer.stdout


def sql(text):
    """The one row of a statement."""
    row = run("psql", "-At", "-F", " ", "-d", DATABASE, "-c", text)
    return [float(value or 0) for value in row.split()]


def wake():
    """Wake the workers of the scheduler, as a commit that queues work does."""
    run("psql", "-q", "-d", "postgres", "-c", f"SELECT pg_notify('cron_trigger', '{DATABASE}')")


def free_port():
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return sock.getsockname()[1]


def own_config(config, engine, place):
    """A configuration of this server: its ports, and its workers.

    One runner gives the jobs of all servers to an address that spreads them.
    """
    text = Path(config).read_text(encoding="utf-8")
    number, workers = place["number"], place["workers"]
    settings = {
        "http_port": place["ports"][number],
        "gevent_port": free_port(),
        # one more HTTP worker answers people; a scheduler with jobs only looks for the runner
        "workers": 1 if engine == "scheduler" else workers + 1,
        "max_cron_threads": workers if engine == "scheduler" else 1,
    }
    for name, value in settings.items():
        text = re.sub(rf"^{name} *=.*\n", "", text, flags=re.MULTILINE)
        text = text.replace("[options]\n", f"[options]\n{name} = {value}\n", 1)
    jobs = f"channels = root:{workers * len(place['ports'])}\nhost = 127.0.0.1"
    text = re.sub(
        r"^channels = .*$", f"{jobs}\nport = {place['balancer']}", text, flags=re.MULTILINE
    )
    path = Path(config).with_name(f"jobs-{engine}-{number}.conf")
    path.write_text(text, encoding="utf-8")
    return path


def start(config, engine, place):
    path = own_config(config, engine, place)
    command = ["odoo", "-c", str(path), "-d", DATABASE, "--db-filter", f"^{DATABASE}$"]
    with path.with_suffix(".log").open("w") as log:
        return subprocess.Popen(  # noqa: S603 (own arguments)
            [*command, "--log-level=warn"], stdout=log, stderr=log
        )


def measured(engine, config, template, servers, workers):
    """Vouchers a second, from the first one to the last."""
    run("dropdb", "--if-exists", "--force", DATABASE)
    run("createdb", "-T", template, DATABASE)
    ports = [free_port() for _server in range(servers)]
    spread = balancer.start(ports)
    place = {"ports": ports, "workers": workers, "balancer": spread.port}
    running = [start(config, engine, {**place, "number": n}) for n in range(servers)]
    try:
        begun = first = None
        end = time.monotonic() + LONGEST
        while time.monotonic() < end:
            waiting, issued, total = sql(STATES)
            if begun is None:
                wake()
            if issued and begun is None:
                begun, first = time.monotonic(), issued
            if not waiting:
                break
            time.sleep(0.2)
        took = time.monotonic() - begun
        if issued != total:
            raise SystemExit(f"{engine}: {issued:.0f} of {total:.0f} issued")
        return (total - first) / took
    finally:
        for server in running:
            server.terminate()
        for server in running:
            server.wait(timeout=60)
        spread.stop()


def main(out, config, template, queue_config, queue_template):
    rows = []
    engines = {"scheduler": (config, template), "queue_job": (queue_config, queue_template)}
    for engine, (servers, workers) in itertools.product(engines, SHAPES):
        rate = measured(engine, *engines[engine], servers, workers)
        base = rows[-1][-1] if rows and rows[-1][0] == engine else rate
        rows.append([engine, servers, workers, rate, base])
    table = page.table(
        ["engine", "servers", "workers of each", "vouchers a second", "factor"],
        [[*row[:3], f"{row[3]:.1f}", f"{row[3] / row[4]:.2f}"] for row in rows],
    )
    Path(out).write_text(f"{table}{TEXT}", encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
