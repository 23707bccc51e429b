"""Load on a server of two processes over HTTP: sixteen clients redeem; then all want one voucher.

usage: redeem_load.py DATA.json OUT.md DATABASE URL...
"""

import itertools
import json
import statistics
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import page
import requests

TRIES = 10_000
LABEL = "sixteen clients, two server processes"


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


def spread(clients, jobs):
    """Each client works in a thread of its own; (ms, answer) of all jobs.

    :param jobs: callables that take a client; drawn from one queue
    """
    queue, lock, results = iter(jobs), threading.Lock(), []

    def work(client):
        while True:
            with lock:
                job = next(queue, None)
            if job is None:
                return
            results.append(timed(job, client))

    with ThreadPoolExecutor(len(clients)) as pool:
        list(pool.map(work, clients))
    return results


def row(label, results):
    times = sorted(ms for ms, _answer in results)
    p95 = times[int(len(times) * 0.95) - 1]
    return [label, len(times), f"{statistics.median(times):.1f}", f"{p95:.1f}"], p95


def different(clients, texts):
    """Bare calls and redemptions of different vouchers, in the same run."""
    bare = spread(clients, [lambda client: client.bare()] * len(texts))
    jobs = [
        lambda client, text=text, number=number: client.redeem(text, 1000, f"different-{number}")
        for number, text in enumerate(texts)
    ]
    return bare, spread(clients, jobs)


def same(clients, text):
    """All want all of one voucher, each time as a new request."""
    numbers = itertools.count()
    return spread(
        clients, [lambda client: client.redeem(text, 1000, f"one-{next(numbers):08d}")] * TRIES
    )


def report(bare, redeemed, one):
    bare_row, _p95 = row("a bare signed-in call (`/web/session/check`)", bare)
    redeemed_row, p95 = row("redeem different vouchers", redeemed)
    one_row, _p95 = row("redeem one voucher, all of it", one)
    refusals = sorted({name for _ms, (ok, name) in [*redeemed, *one] if not ok})
    ratio = p95 / statistics.median(ms for ms, _answer in bare)
    won = sum(ok for _ms, (ok, _name) in one)
    done = sum(ok for _ms, (ok, _name) in redeemed)
    different_words = (
        f"Redeeming: p95 is {ratio:.1f} times the median of the bare call (goal: 3). "
        f"{done} of {len(redeemed)} different vouchers were redeemed.\n"
    )
    one_words = (
        f"One voucher: {len(one):,} tries, {won} succeeded (goal: exactly 1). "
        f"Refusals that reached clients: {', '.join(refusals) or 'none'}.\n"
    )
    table = page.table([LABEL, "calls", "median ms", "p95 ms"], [bare_row, redeemed_row, one_row])
    return f"{table}\n{different_words}\n{one_words}"


def main(data, out, database, *urls):
    given = json.loads(Path(data).read_text(encoding="utf-8"))
    places = itertools.cycle(urls)
    clients = [Client(next(places), database, login) for login in given["logins"]]
    bare, redeemed = different(clients, given["texts"])
    text = report(bare, redeemed, same(clients, given["one"]))
    Path(out).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
