"""Applications: the three decisions of a case with its documents, fund and entitlement."""

import os

import measure
import page

from odoo.addons.g2p_immediate_assistance.tests.common import AssistanceCase, build
from odoo.addons.g2p_voucher_qr.tests.common import KEK

CASES = 8
NOTE = """
{cases} applications, each stage with the check of who may decide, of what it needs and that nothing
was changed since it was submitted. The last stage locks the fund and reserves the money, enrols the
person in the programme, makes the entitlement in its standing cycle and prepares the voucher. The
peer's last stage makes a draft accounting payment: 147 to 188 ms and 50 to 77 queries.
"""


class Cases(AssistanceCase):
    """The people and the programme of the addon's own tests, outside of a test."""

    def __init__(self, env):
        super().__init__("submitted")
        self.env = env
        os.environ.setdefault("G2P_VOUCHER_KEK", KEK)
        for name, record in build(env).items():
            setattr(self, name, record)
        self.fund.amount = 1_000_000
        self.env["g2p.approval.stage"].search([]).allow_bulk = True

    def stages(self):
        return (("assessment", self.one), ("review", self.two), ("last", self.three))

    def assessed(self, count):
        """Applications whose first stage can decide."""
        applications = [self.submitted() for _number in range(count)]
        for application in applications:
            self.assess(application)
        return applications


def one_by_one(cases):
    """{stage: Sample} of one decision, when each has a request of its own."""
    applications, found = cases.assessed(CASES), {}
    for name, user in cases.stages():
        steps = [cases.step(application, user) for application in applications]
        samples = [measure.once(cases.env, step.action_approve) for step in steps]
        found[name] = measure.median(samples[1:])
    return found


def in_bulk(cases):
    """{stage: Sample} of one decision, when all are taken together."""
    applications, found = cases.assessed(CASES), {}
    for name, user in cases.stages():
        steps = cases.step(applications[0], user)
        steps = steps.browse([cases.step(each, user).id for each in applications])
        outcomes = []
        sample = measure.once(
            cases.env, lambda steps=steps, all_=outcomes: all_.extend(steps.action_approve_many())
        )
        if refused := [outcome for outcome in outcomes if not outcome["ok"]]:
            raise RuntimeError(refused)
        found[name] = sample.per(CASES)
    return found


def run(env):
    cases = Cases(env)
    rows = [
        [how, stage, f"{sample.wall:.1f}", f"{sample.sql:.1f}", f"{sample.queries:.1f}"]
        for how, samples in (("one by one", one_by_one(cases)), ("in bulk", in_bulk(cases)))
        for stage, sample in samples.items()
    ]
    return page.table(["how", "stage", "ms", "ms of SQL", "queries"], rows) + NOTE.format(
        cases=CASES
    )
