"""Load over HTTP: fifty people open pages of the portal, each signed in, beside Odoo's own page.

usage: pages_load.py DATA.json OUT.md DATABASE URL [URL...]: only the first server is asked
"""

import json
import os
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import page
from redeem_load import Client, Load

TIMES = int(os.environ.get("BENCH_PAGE_TIMES", "10"))
HOME = "/my/home"
GOAL = 2
#: connections at once: Odoo queues eight for each of its two workers and resets some of more; the
#: others wait here, as in a proxy, and their time counts
PROXY = ThreadPoolExecutor(16)


class Person(Client):
    """A person, signed in at the server, with a case."""

    def __init__(self, url, database, login, case):
        super().__init__(url, database, login)
        self.case = case

    def open(self, path):
        answer = PROXY.submit(self._get, path).result()
        return answer.status_code == 200, str(answer.status_code)

    def _get(self, path):
        return self.session.get(self.url + path, timeout=120, allow_redirects=False)


def opened(people, path):
    """Each person opens the page some times; nobody waits for the others."""
    Load(people, [lambda person: person.open(path(person))] * len(people))  # fills the caches
    return Load(people, [lambda person: person.open(path(person))] * (TIMES * len(people)))


def report(loads):
    """The table and its explanation.

    :param dict loads: {label: Load}, with Odoo's page first
    """
    columns = ["pages, signed in", "calls", "a second", "median ms", "p95 ms", "longest ms"]
    table = page.table(columns, [load.row(label) for label, load in loads.items()])
    home, *others = loads.values()
    words = [
        f"{label}: p95 is {load.p95 / home.p95:.1f} times that of `{HOME}` (goal: {GOAL}).\n"
        for label, load in list(loads.items())[1:]
    ]
    failures = {name: n for load in (home, *others) for name, n in load.failures().items()}
    words.append(f"Answers other than a page: {failures or 'none'} (goal: none).\n")
    return "\n".join([table, *words])


def main(data, out, database, url, *_others):
    given = json.loads(Path(data).read_text(encoding="utf-8"))
    people = [Person(url, database, login, case) for login, case in given]
    loads = {
        f"Odoo's own (`{HOME}`)": opened(people, lambda person: HOME),
        "the list of cases (`/my/assistance`)": opened(people, lambda person: "/my/assistance"),
        "a case (`/my/assistance/…`)": opened(people, lambda person: person.case),
    }
    Path(out).write_text(report(loads), encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
