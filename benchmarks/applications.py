"""Applications: the three decisions of a case with its documents, fund and entitlement."""

import cases as played
import measure
import page

CASES = 8
NOTE = """
{cases} applications, each stage with the check of who may decide, of what it needs and that nothing
was changed since it was submitted; the officers are named in the stages but where it says a group.
The last stage locks the fund and reserves the money, enrols the
person in the programme, makes the entitlement in its standing cycle and prepares the voucher. The
peer's last stage makes a draft accounting payment: 147 to 188 ms and 50 to 77 queries.
"""


def one_by_one(cases, by_group=False):
    """{stage: Sample} of one decision, when each has a request of its own."""
    applications, found = cases.assessed(CASES, by_group), {}
    for name, user in cases.stages(by_group):
        steps = [cases.step(application, user) for application in applications]
        samples = [measure.once(cases.env, step.action_approve) for step in steps]
        found[name] = measure.median(samples[1:])
    return found


def in_bulk(cases):
    """{stage: Sample} of one decision, when all are taken together."""
    applications, found = cases.assessed(CASES), {}
    for name, user in cases.stages():
        steps = cases.steps(applications, user)
        outcomes = []
        sample = measure.once(
            cases.env, lambda steps=steps, all_=outcomes: all_.extend(steps.action_approve_many())
        )
        if refused := [outcome for outcome in outcomes if not outcome["ok"]]:
            raise RuntimeError(refused)
        found[name] = sample.per(CASES)
    return found


def run(env):
    cases = played.of(env)
    hows = {
        "one by one": one_by_one(cases),
        "one by one, officers of a group": one_by_one(cases, by_group=True),
        "in bulk": in_bulk(cases),
    }
    rows = [
        [how, stage, f"{sample.wall:.1f}", f"{sample.sql:.1f}", f"{sample.queries:.1f}"]
        for how, samples in hows.items()
        for stage, sample in samples.items()
    ]
    return page.table(["how", "stage", "ms", "ms of SQL", "queries"], rows) + NOTE.format(
        cases=CASES
    )
