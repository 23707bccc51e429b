"""Entry for `odoo shell`: a large queued order, worked off by one process, chunk after chunk.

Statements, time and memory of the first chunks, of those in the middle, and of the last ones.
"""

import os
import resource
import sys
import time
from pathlib import Path

sys.path.insert(0, os.environ["BENCH_FOLDER"])

import page

#: chunks that are measured together
SOME = 20


def memory():
    """Resident memory of this process in MB."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * resource.getpagesize() / 2**20


def chunk(env):
    """Vouchers, statements, seconds and memory of one chunk."""
    before, start = env.cr.sql_log_count, time.perf_counter()
    count = env["g2p.deferred"]._work_off("voucher", most=1)
    return count, env.cr.sql_log_count - before, time.perf_counter() - start, memory()


def line(name, chunks):
    vouchers = sum(count for count, *_rest in chunks)
    statements = sum(one[1] for one in chunks) / vouchers
    rate = vouchers / sum(one[2] for one in chunks)
    return [name, vouchers, f"{statements:.1f}", f"{rate:.1f}", f"{chunks[-1][3]:.0f} MB"]


def run(env):
    chunks = []
    while one := chunk(env):
        if not one[0]:
            break
        chunks.append(one)
    middle = len(chunks) // 2
    parts = {
        "first": chunks[:SOME],
        "middle": chunks[middle : middle + SOME],
        "last": chunks[-SOME - 1 : -1],  # the very last one notifies the officer
    }
    text = page.table(
        ["part", "vouchers", "statements per voucher", "vouchers a second", "memory at its end"],
        [line(*part) for part in parts.items()],
    )
    total = sum(count for count, *_rest in chunks)
    intro = f"One process, {total} records of work:\n\n"
    with Path(os.environ["BENCH_JOBS"]).open("a", encoding="utf-8") as out:
        out.write(f"\n{intro}{text}")


run(env)  # noqa: F821 (the shell's)
