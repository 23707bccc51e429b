"""Applications: the three decisions of a case with its documents, fund and entitlement."""

import os

import measure
import page

from odoo.addons.g2p_immediate_assistance.tests.common import AssistanceCase, build
from odoo.addons.g2p_voucher_qr.tests.common import KEK

CASES = 8
NOTE = """
The last stage locks the fund and reserves the money, enrols the person in the programme, makes the
entitlement in its standing cycle and prepares the voucher. The peer's last stage makes a draft
accounting payment: 147 to 188 ms and 50 to 77 queries.
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


def decisions(cases, count=CASES):
    """{stage: Sample} of applications that are decided one by one."""
    applications = [cases.submitted() for _number in range(count)]
    for application in applications:
        cases.assess(application)
    found = {}
    for name, user in (("assessment", cases.one), ("review", cases.two), ("last", cases.three)):
        steps = [cases.step(application, user) for application in applications]
        samples = [measure.once(cases.env, step.action_approve) for step in steps]
        found[name] = measure.median(samples[1:])
    return found


def run(env):
    rows = [
        [stage, f"{sample.wall:.1f}", f"{sample.sql:.1f}", f"{sample.queries:.0f}"]
        for stage, sample in decisions(Cases(env)).items()
    ]
    return page.table(["stage, one by one", "ms", "ms of SQL", "queries"], rows) + NOTE
