"""A step in the story's database: what the outbox adds to a business transaction."""

import statistics
import sys
import time
from contextlib import nullcontext
from pathlib import Path
from unittest.mock import patch

RUNS = 10


def cost(story):
    """Queries and the processor's milliseconds of a decision, with the outbox and without."""
    sys.path.insert(0, str(Path(__file__).parents[2] / "benchmarks"))
    import cases
    import measure

    env = story.env
    office = cases.Cases(env)
    applications = office.assessed(2 * RUNS + 2)
    env.cr.precommit.run()
    found = {"with": [], "without": []}
    for at, application in enumerate(applications):
        step = office.step(application, office.one)
        name = ("without", "with")[at % 2]

        def decide(step=step):
            step.action_approve()
            env.flush_all()
            env.cr.precommit.run()

        with _silent(env) if name == "without" else nullcontext():
            began = time.process_time()
            queries = measure.once(env, decide).queries
            found[name].append((queries, (time.process_time() - began) * 1e3))
    env.cr.rollback()
    result = {name: _median(samples[1:]) for name, samples in found.items()}
    added = {key: round(result["with"][key] - result["without"][key], 2) for key in result["with"]}
    return {**result, "added": added}


def _silent(env):
    """Nothing is noted."""
    return patch.object(type(env["g2p.search.outbox"]), "_note", lambda self, kind, ids: None)


def _median(samples):
    queries, processor = zip(*samples, strict=True)
    return {"queries": statistics.median(queries), "ms": round(statistics.median(processor), 2)}
