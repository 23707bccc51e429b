"""Times, numbers of SQL statements and medians; nothing here knows the suite."""

import resource
import statistics
import threading
import time
from dataclasses import dataclass


@dataclass
class Sample:
    """One measurement: wall time, time inside PostgreSQL (both in ms), SQL statements."""

    wall: float
    sql: float
    queries: float

    def per(self, count):
        return Sample(self.wall / count, self.sql / count, self.queries / count)

    def __str__(self):
        return f"{self.wall:.1f} ms, {self.sql:.1f} ms of it SQL, {self.queries:.0f} queries"


def cpu():
    """Processor seconds of this process and of its ended children."""
    times = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(used.ru_utime + used.ru_stime for used in times)


def once(env, action):
    """Run ``action`` with a cold cache, like a request; flush its writes."""
    env.flush_all()
    env.invalidate_all()
    thread = threading.current_thread()
    thread.query_count, thread.query_time = 0, 0.0
    before, start = env.cr.sql_log_count, time.perf_counter()
    action()
    env.flush_all()
    wall = time.perf_counter() - start
    return Sample(wall * 1e3, thread.query_time * 1e3, env.cr.sql_log_count - before)


def median(samples):
    """The median of each figure of several samples."""
    return Sample(
        *(
            statistics.median(getattr(sample, name) for sample in samples)
            for name in ("wall", "sql", "queries")
        )
    )


def repeated(env, action, runs=7):
    """Median of ``runs`` after one that warms up the server's caches."""
    once(env, action)
    return median([once(env, action) for _run in range(runs)])
