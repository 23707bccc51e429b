"""A programme with its fund, its people, and cases played through the public methods."""

import contextlib
import os
from unittest.mock import patch

from odoo import fields
from odoo.tests import new_test_user

from odoo.addons.g2p_immediate_assistance.tests.common import AssistanceCase, build, document_type
from odoo.addons.g2p_reimbursement.tests.common import ReimbursementFixture, invoice_file
from odoo.addons.g2p_voucher_qr.tests.common import KEK

OFFICER = "g2p_immediate_assistance.group_assistance_officer"
CLAIMS = "g2p_reimbursement.group_reimbursement_"
READER = (
    "g2p_immediate_assistance.group_assistance_auditor,g2p_voucher_key.group_voucher_auditor,"
    "g2p_multistage_approval.group_approval_auditor,g2p_reimbursement.group_reimbursement_auditor,"
    "g2p_registry_base.group_g2p_registrar,g2p_programs.g2p_program_manager"
)
FUND = 1_000_000_000
SYLLABLES = [first + second for first in "bdfgklmnprstz" for second in "aiou"]
#: the start of a registered number, before eight digits
PHONE, ID_NUMBER = "+254 7", "NID-"


def word(number, length=4):
    """A name that is unique to its number; folding does not change it."""
    found = ""
    for _syllable in range(length):
        number, rest = divmod(number, len(SYLLABLES))
        found += SYLLABLES[rest]
    return found.capitalize()


class Identity:
    """The person of a case: the words and digits that identify them in the case's texts."""

    def __init__(self, number):
        # far apart, so that they do not sound alike
        self.given, self.family = word(104_729 * number + 57), word(104_729 * number + 2_500_033)
        self.digits = f"{91_000_000 + number:08d}"

    def answers(self):
        return {
            "given_name": self.given,
            "family_name": self.family,
            "birthdate": "1990-02-03",
            "id_number": ID_NUMBER + self.digits,
            "phone": PHONE + self.digits,
        }


class Cases(AssistanceCase):
    """The people and the programme of the addon's own tests, outside a test."""

    def __init__(self, env):
        super().__init__("submitted")
        self.env = env
        os.environ.setdefault("G2P_VOUCHER_KEK", KEK)
        self.data = build(env)
        for name, record in self.data.items():
            setattr(self, name, record)
        self.fund.amount = FUND
        self.env["g2p.approval.stage"].search([]).allow_bulk = True
        self.identities = {}
        self.by_group = self._type_by_group()
        self.reader = self.user("reader", READER)
        self._claims_office()

    # === People and settings === #

    def user(self, name, groups):
        return new_test_user(self.env, f"bench {name}", groups)

    def _type_by_group(self):
        """The same type of assistance, decided by the members of a group at each stage."""
        self.in_group = self.user("in a group", OFFICER)
        members = (self.in_group, self.two, self.three)
        stages = []
        for at, ((name, _named), user) in enumerate(zip(self.stages(), members, strict=True)):
            group = self.env["res.groups"].create({"name": f"Bench {name}"})
            self._join(user, group)
            rules = {"requires_assessment": True, "amount_policy": "lower"} if not at else {}
            vals = {"sequence": at, "name": name, "group_id": group.id, "allow_bulk": True}
            stages.append((0, 0, {**vals, **rules}))
        policy = self.env["g2p.approval.policy"].create(
            {
                "name": "Bench by groups",
                "model_id": self.env["ir.model"]._get_id("g2p.assistance.application"),
                "stage_ids": stages,
            }
        )
        quotation = document_type(self.env, "quotation")
        return self.env["g2p.assistance.type"].create(
            {
                "name": "By groups",
                "code": "BENCH-GROUPS",
                "description": "An operation.",
                "program_id": self.program.id,
                "ceiling": 5000,
                "policy_id": policy.id,
                "answer_within_hours": 24,
                "is_published": True,
                "document_ids": [(0, 0, {"document_type_id": quotation.id, "required": True})],
            }
        )

    def _join(self, user, group):
        self.env.flush_all()
        self.env.cr.execute(
            "INSERT INTO res_groups_users_rel (uid, gid) VALUES (%s, %s)", [user.id, group.id]
        )
        self.env.invalidate_all()
        self.env.registry.clear_cache()

    def _claims_office(self):
        self.check = self.user("check", f"{CLAIMS}officer")
        self.release = self.user("release", f"{CLAIMS}officer")
        self.cashier = self.user("cashier", f"{CLAIMS}cashier")
        self.staff = self.user("staff", "base.group_portal")
        self.serving.write(
            {"user_ids": [(4, self.staff.id)], "account_number": "KE00 1234 0000 0001"}
        )
        stages = [
            (0, 0, {"sequence": at, "name": name, "officer_ids": [(6, 0, who.ids)]})
            for at, (name, who) in enumerate((("Check", self.check), ("Release", self.release)))
        ]
        model_id = self.env["ir.model"]._get_id("g2p.reimbursement.claim")
        vals = {"name": "Bench claims", "model_id": model_id, "stage_ids": stages}
        self.env["g2p.approval.policy"].create({**vals, "company_id": self.env.company.id})

    def stages(self, by_group=False):
        first = self.in_group if by_group else self.one
        return (("assessment", first), ("review", self.two), ("last", self.three))

    def person(self):
        """A person with their own login, whose identity nobody shares."""
        number = len(self.identities)
        login = f"bench-person-{number}"
        groups = self.env.ref("base.group_portal")
        # without a password: hashing one takes longer than the case
        user = (
            self.env["res.users"]
            .with_context(no_reset_password=True)
            .create({"name": f"Person {number}", "login": login, "group_ids": [(6, 0, groups.ids)]})
        )
        self.identities[user] = Identity(number)
        return user

    def choices(self, step):
        """The choices, with the answers of this person."""
        return {**super().choices(step), **(self._answers if step == "person" else {})}

    def draft(self, user=None, amount=None):
        known = self.identities.get(user)
        self._answers = known.answers() if known else {}
        return super().draft(user, amount)

    # === Cases === #

    def grouped(self, user):
        """Applications submitted to the groups."""
        named, self.type = self.type, self.by_group
        try:
            return self.submitted(user=user)
        finally:
            self.type = named

    def assessed(self, count, by_group=False):
        """Applications whose first stage can decide, each of another person."""
        people = [self.person() for _number in range(count)]
        submit = self.grouped if by_group else self.submitted
        applications = [submit(user=person) for person in people]
        for application in applications:
            self.assess(application, self.stages(by_group)[0][1])
        return applications

    def approved_many(self, count):
        """Applications approved by the three officers, each deciding all at once."""
        applications = self.assessed(count)
        for _name, user in self.stages():
            steps = self.steps(applications, user)
            refused = [found for found in steps.action_approve_many() if not found["ok"]]
            if refused:
                raise RuntimeError(refused)
        return [application.sudo() for application in applications]

    def steps(self, applications, user):
        """The steps of the user."""
        found = [self.step(application, user).id for application in applications]
        return self.step(applications[0], user).browse(found)

    def issue(self, application):
        """Issue the voucher, without the cost of a real PDF."""
        template = type(self.env["g2p.voucher.template"])
        with patch.object(template, "_pdf", lambda self, values: b"%PDF-1.4\n%%EOF\n"):
            application.sudo().voucher_id.with_user(self.issuer).sudo(False).action_issue()
        return application.sudo()

    def vouchers(self, count):
        """Copies of issued vouchers, each of a separate case with the fund."""
        applications = self.approved_many(count)
        return [self.issue(application).voucher_id.active_copy_id for application in applications]

    def redeem(self, application):
        """Redeem the whole balance."""
        voucher = application.sudo().voucher_id
        answer = (
            self.env["g2p.voucher"]
            .with_user(self.staff)
            .sudo(False)
            .redeem(voucher.active_copy_id.payload, voucher.amount, f"bench-{voucher.id:08d}")
        )
        return self.env["g2p.voucher.redemption"].browse(answer["redemption_id"])

    def claim(self, redemption):
        number = f"BENCH-{redemption.id}"
        claims = self.env["g2p.reimbursement.claim"].with_user(self.staff).sudo(False)
        redemption = redemption.with_user(self.staff).sudo(False)
        today = fields.Date.today()
        return claims._portal_create(redemption, number, today, "bench.pdf", invoice_file(number))

    def approve_claims(self, claims):
        for user in (self.check, self.release):
            claims.invalidate_recordset()
            for step in claims.sudo().approval_open_step_ids:
                step.with_user(user).sudo(False).action_approve()

    def pay(self, claims):
        batch = self.env["g2p.claim.payment.batch"].with_user(self.cashier).sudo(False)
        batch = batch.action_build(claims.ids)
        batch.action_export()
        batch.action_mark_paid("BENCH-BANK-1")

    # === One of each kind === #

    def play(self):
        """{kind: application} of each kind of case that a programme has."""
        found = {"draft": self.draft(self.person()), "by group": self.grouped(self.person())}
        for kind in ("submitted", "second", "returned", "rejected", "approved"):
            found[kind] = self.submitted(user=self.person())
        for kind in ("issued", "redeemed", "claimed", "paid"):
            found[kind] = self.submitted(user=self.person())
        self._decide(found)
        for kind in ("redeemed", "claimed", "paid"):
            found[kind] = self.issue(found[kind])
        self.issue(found["issued"])
        redemptions = {kind: self.redeem(found[kind]) for kind in ("redeemed", "claimed", "paid")}
        claims = {kind: self.claim(redemptions[kind]) for kind in ("claimed", "paid")}
        self.approve_claims(claims["paid"])
        self.pay(claims["paid"])
        self.env.flush_all()
        return {kind: application.sudo() for kind, application in found.items()}

    def _decide(self, found):
        """The officers' decisions on each."""
        self.step(found["returned"], self.one).action_return("Please add a readable photo.")
        self.step(found["rejected"], self.one).action_reject(self._reason(), "No emergency.")
        self.assess(found["second"])
        self.step(found["second"], self.one).action_approve()
        for kind in ("approved", "issued", "redeemed", "claimed", "paid"):
            self.approve(found[kind])

    def _reason(self):
        reason = self.env["g2p.approval.reason"].search([("action", "=", "reject")], limit=1)
        return reason.code


_KNOWN = {}


def of(env):
    """The cases of this transaction, whose people exist once."""
    if env.cr not in _KNOWN:
        _KNOWN[env.cr] = Cases(env)
    return _KNOWN[env.cr]


def approved_claims(cases, count):
    """Payable claims, over vouchers of another programme, which has no applications."""

    class Fixture(ReimbursementFixture):
        env, company, currency = cases.env, cases.env.company, cases.env.company.currency_id

    staff = cases.user("claiming staff", "base.group_portal")
    Fixture._set_up_program()
    Fixture.provider = Fixture._create_provider("Bench clinic", staff)
    claims = cases.env["g2p.reimbursement.claim"]
    for number in range(count):
        redemption = Fixture._redeem(50)
        claims |= Fixture._create_claim(redemption, f"BENCH-CLAIM-{number}", user=staff)
    cases.approve_claims(claims)
    return claims


@contextlib.contextmanager
def undone(env):
    """Roll back the changes made inside."""
    env.flush_all()
    env.cr.execute("SAVEPOINT bench")
    try:
        yield
    finally:
        env.clear()
        env.cr.execute("ROLLBACK TO SAVEPOINT bench")
        env.clear()
        for callbacks in (env.cr.precommit, env.cr.postcommit):
            callbacks.clear()
