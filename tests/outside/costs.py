"""A step in the story's database: what the outbox adds to a business transaction."""

import statistics
import sys
from pathlib import Path
from unittest.mock import patch

RUNS = 10


def cost(story):
    """Queries and milliseconds of an officer's decision, with the outbox and without."""
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

        with _silent(env) if name == "without" else patch.object(story, "env", env):
            found[name].append(measure.once(env, decide))
    env.cr.rollback()
    result = {name: _median(samples[1:]) for name, samples in found.items()}
    added = {key: round(result["with"][key] - result["without"][key], 2) for key in result["with"]}
    return {**result, "added": added}


def _silent(env):
    """Nothing is noted, nor looked at for it."""
    mixin = type(env["g2p.search.outbox"])
    return patch.object(mixin, "_note", lambda self, kind, ids: None)


def _median(samples):
    return {
        "queries": statistics.median(sample.queries for sample in samples),
        "ms": round(statistics.median(sample.wall for sample in samples), 2),
    }
