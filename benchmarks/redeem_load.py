"""Load over HTTP: sixteen clients redeem different vouchers of applications with one fund, at one
server and at two; then all try one voucher.

usage: redeem_load.py DATA.json OUT.md DATABASE URL URL
"""

import collections
import itertools
import json
import os
import statistics
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import page
import requests

TRIES = int(os.environ.get("BENCH_TRIES", "10000"))
LABEL = "sixteen clients"
#: the server's answers to late clients; any other refusal is a failure
REFUSED = "odoo.addons.g2p_voucher_qr.exceptions.VoucherRefused"


class Client:
    """One member of staff, signed in at one server."""

    def __init__(self, url, database, login):
        self.url, self.session = url, requests.Session()
        vals = {"db": database, "login": login, "password": login}
        answer = self._post("/web/session/authenticate", vals)
        if "result" not in answer:
            raise SystemExit(f"{login} cannot sign in: {answer}")

    def _post(self, path, params):
        call = {"jsonrpc": "2.0", "method": "call", "params": params}
        return self.session.post(self.url + path, json=call, timeout=120).json()

    def bare(self):
        return self._post("/web/session/check", {})

    def redeem(self, text, amount, key):
        """(ok, name of the refusal) of one redemption."""
        params = {
            "model": "g2p.voucher",
            "method": "redeem",
            "args": [text, amount, key],
            "kwargs": {},
        }
        answer = self._post("/web/dataset/call_kw/g2p.voucher/redeem", params)
        if "error" in answer:
            return False, answer["error"]["data"]["name"]
        return True, ""


def timed(action, *args):
    start = time.perf_counter()
    answer = action(*args)
    return (time.perf_counter() - start) * 1e3, answer


class Load:
    """The clients' calls: the time and answer of each, and the total time."""

    def __init__(self, clients, jobs):
        self.jobs, self.lock, self.results = iter(jobs), threading.Lock(), []
        start = time.perf_counter()
        with ThreadPoolExecutor(len(clients)) as pool:
            list(pool.map(self._work, clients))
        self.seconds = time.perf_counter() - start
        times = sorted(ms for ms, _answer in self.results)
        self.median, self.worst = statistics.median(times), times[-1]
        self.p95 = times[max(0, int(len(times) * 0.95) - 1)]

    def _work(self, client):
        """Take calls from the one queue until it is empty."""
        while True:
            with self.lock:
                job = next(self.jobs, None)
            if job is None:
                return
            self.results.append(timed(job, client))

    def done(self):
        return sum(ok for _ms, (ok, _name) in self.results)

    def failures(self, expected=()):
        """{name: count} of failures that reached clients."""
        names = [name for _ms, (ok, name) in self.results if not ok and name not in expected]
        return dict(collections.Counter(names))

    def row(self, label):
        rate = len(self.results) / self.seconds
        figures = (self.median, self.p95, self.worst)
        return [label, len(self.results), f"{rate:.1f}", *(f"{ms:.1f}" for ms in figures)]


def bare(clients, count):
    return Load(clients, [lambda client: (client.bare(), "")] * count)


def different(clients, texts, amount, name):
    """Each voucher once, for its whole balance."""
    jobs = [
        lambda client, text=text, at=at: client.redeem(text, amount, f"{name}-{at:08d}")
        for at, text in enumerate(texts)
    ]
    return Load(clients, jobs)


def same(clients, text, amount):
    """All clients try to redeem one voucher completely, each time as a new request."""
    numbers = itertools.count()
    jobs = [lambda client: client.redeem(text, amount, f"one-{next(numbers):08d}")] * TRIES
    return Load(clients, jobs)


def report(loads, wanted):
    """The table and its explanation.

    :param dict loads: {label: Load}, with the bare call first and the one voucher last
    :param int wanted: different vouchers of each load
    """
    columns = [LABEL, "calls", "a second", "median ms", "p95 ms", "longest ms"]
    table = page.table(columns, [load.row(label) for label, load in loads.items()])
    first, *redeemed, one = loads.values()
    words = [sentence(load, first, label, wanted) for label, load in list(loads.items())[1:-1]]
    failures = collections.Counter()
    for load in redeemed:
        failures.update(load.failures())
    failures.update(one.failures({REFUSED}))
    told = ", ".join(f"{name} {times} times" for name, times in failures.items()) or "none"
    words.append(
        f"One voucher: {len(one.results):,} tries at both servers, {one.done()} succeeded (goal: "
        f"exactly 1). Failures that reached clients: {told} (goal: none).\n"
    )
    return "\n".join([table, *words])


def sentence(load, first, label, wanted):
    return (
        f"{label.capitalize()}: p95 is {load.p95 / first.median:.1f} times the median of the bare "
        f"call (goal: 4, stretch 3); {load.done()} of {wanted} vouchers were redeemed.\n"
    )


def main(data, out, database, *urls):
    given = json.loads(Path(data).read_text(encoding="utf-8"))
    one = [Client(urls[0], database, login) for login in given["logins"]]
    places = itertools.cycle(urls)
    both = [Client(next(places), database, login) for login in given["logins"]]
    texts, amount = given["texts"], given["amount"]
    half = len(texts) // 2
    loads = {"a bare signed-in call (`/web/session/check`), one server": bare(one, len(texts))}
    loads["redeem different vouchers, one server"] = different(one, texts[:half], amount, "a")
    label = f"redeem different vouchers, {len(urls)} servers"
    loads[label] = different(both, texts[half : 2 * half], amount, "b")
    loads["redeem one voucher, all of it"] = same(both, given["one"], amount)
    Path(out).write_text(report(loads, half), encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
