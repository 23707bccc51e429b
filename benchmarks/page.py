"""The page docs/benchmarks.md: one section per subject."""

import datetime
import os
import platform
from pathlib import Path

HEAD = """# Benchmarks

Made by `make bench` on {date}: {cores} cores, {memory} GB of memory, PostgreSQL {postgres},
Python {python}, Odoo {odoo}, one process. Medians of several runs with a cold record cache; the
machine is shared, so figures of one run are comparable with each other and with nothing else. The
database server writes without waiting for the disk (fsync {fsync}, synchronous_commit {commit}).
"""


def head(env):
    import odoo

    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    env.cr.execute(
        "SELECT current_setting('server_version'), current_setting('fsync'),"
        " current_setting('synchronous_commit')"
    )
    postgres, fsync, commit = env.cr.fetchone()
    return HEAD.format(
        date=datetime.datetime.now(datetime.UTC).date().isoformat(),
        cores=os.cpu_count(),
        memory=round(memory),
        postgres=postgres.split()[0],
        fsync=fsync,
        commit=commit,
        python=platform.python_version(),
        odoo=odoo.release.version,
    )


def table(columns, rows):
    lines = [columns, ["---"] * len(columns), *rows]
    return "".join("| " + " | ".join(map(str, line)) + " |\n" for line in lines)


def write(path, env, sections):
    """Write the page.

    :param sections: {title: text}
    """
    parts = [head(env), *(f"## {title}\n\n{text}" for title, text in sections.items())]
    Path(path).write_text("\n".join(parts), encoding="utf-8")
