import io
import os
from unittest.mock import patch

from dateutil.relativedelta import relativedelta
from PIL import Image

from odoo import fields
from odoo.tests import TransactionCase, new_test_user

from odoo.addons.g2p_suite_base.tests import groups
from odoo.addons.g2p_voucher_qr.tests.common import KEK, create_key

OFFICER = "g2p_immediate_assistance.group_assistance_officer"
ISSUER = "g2p_voucher_key.group_voucher_issuer"
ANSWERS = {
    "treatment": {
        "treatment": "Appendix operation",
        "hospital": "City General",
        "amount_requested": "1,200.00",
        "treatment_details": "Severe pain since Monday",
    },
    "person": {
        "given_name": "Ada",
        "family_name": "Nyambura",
        "birthdate": "1990-02-03",
        "id_number": "TEST-778-123",
        "phone": "+254 799 000 123",
        "occupation": "Farmer",
    },
    "address": {"street": "5 Hill Road", "city": "Nakuru"},
    "family": {"household_size": "3"},
    "consent": {"consent_given": "1"},
}


def picture():
    """JPEG bytes of a small photo."""
    out = io.BytesIO()
    Image.new("RGB", (40, 40), "white").save(out, "JPEG")
    return out.getvalue()


def build(env):
    """Programme, fund, type with three stages, officers and applicants, as a dict."""
    env.company.country_id = env.ref("base.ke")  # 0799… is +254 799…
    people = {
        "ada": ("base.group_portal", "Ada Nyambura"),
        "eve": ("base.group_portal", "Eve Intruder"),
        "one": (OFFICER, "Officer One"),
        "two": (OFFICER, "Officer Two"),
        "three": (f"{OFFICER},{ISSUER}", "Officer Three"),
        "issuer": (ISSUER, "Issuing Officer"),
        "clerk": ("base.group_user", "Clerk"),
        "auditor": ("g2p_immediate_assistance.group_assistance_auditor", "Auditor"),
    }
    data = {
        login: new_test_user(env, f"case {login}", groups, name=name)
        for login, (groups, name) in people.items()
    }
    data["gender"] = env["gender.type"].create({"code": "TF", "value": "Test female"})
    data["id_type"] = env["g2p.id.type"].create({"name": "Test identity card"})
    data.update(build_program(env, data["issuer"]))
    data["policy"] = build_policy(env, data)
    data["key"] = create_key(env, env.company)
    data["serving"] = build_provider(env, data["program"])
    data["type"] = env["g2p.assistance.type"].create(
        {
            "name": "Test surgery",
            "code": "TEST-SURGERY",
            "description": "An operation.",
            "program_id": data["program"].id,
            "ceiling": 5000,
            "policy_id": data["policy"].id,
            "answer_within_hours": 24,
            "is_published": True,
            "document_ids": [
                (0, 0, {"document_type_id": document_type(env, "quotation").id, "required": True})
            ],
        }
    )
    return data


def document_type(env, code):
    return env["g2p.document.type"].search([("code", "=", code)], limit=1)


def build_program(env, issuer):
    """A programme with its voucher manager, standing cycle, settings and fund."""
    program = env["g2p.program"].create({"name": "Test aid", "target_type": "individual"})
    manager = env["g2p.program.entitlement.manager.voucher.qr"].create(
        {"name": "Vouchers", "program_id": program.id, "issuer_ids": [(6, 0, issuer.ids)]}
    )
    wrapper = env["g2p.program.entitlement.manager"].create(
        {"program_id": program.id, "manager_ref_id": f"{manager._name},{manager.id}"}
    )
    program.write({"entitlement_managers": [(6, 0, wrapper.ids)]})
    today = fields.Date.today()
    period = {"start_date": today, "end_date": today + relativedelta(years=1)}
    cycle = env["g2p.cycle"].create({"name": "Standing", "program_id": program.id, **period})
    settings = env["g2p.assistance.settings"]
    vals = {"program_id": program.id, "cycle_id": cycle.id}
    if "identity_demand" in settings._fields:  # an addon above; its own tests set demands
        vals["identity_demand"] = "office"
    settings.create(vals)
    fund = env["g2p.assistance.fund"].create(
        {
            "program_id": program.id,
            "date_from": today,
            "date_to": period["end_date"],
            "amount": 10000,
        }
    )
    return {"program": program, "manager": manager, "cycle": cycle, "fund": fund}


def build_provider(env, program):
    """An active provider that serves the programme."""
    vals = {"name": "Test hospital", "code": "TEST-CASE", "program_ids": [(6, 0, program.ids)]}
    provider = env["g2p.service.provider"].create(vals)
    provider._set_state("active")
    return provider


def build_policy(env, data):
    """Assessment, review, budget: one officer each."""
    rules = [
        ("Assessment", "one", {"requires_assessment": True, "amount_policy": "lower"}),
        ("Review", "two", {}),
        ("Budget", "three", {}),
    ]
    stages = [
        (0, 0, {"sequence": at, "name": name, "officer_ids": [(6, 0, data[who].ids)], **extra})
        for at, (name, who, extra) in enumerate(rules)
    ]
    return env["g2p.approval.policy"].create(
        {
            "name": "Test applications",
            "model_id": env["ir.model"]._get_id("g2p.assistance.application"),
            "stage_ids": stages,
        }
    )


class AssistanceCase(TransactionCase):
    """A person, three officers, an issuing officer, and their programme."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        kek = patch.dict(os.environ, {"G2P_VOUCHER_KEK": KEK})
        kek.start()
        cls.addClassCleanup(kek.stop)
        cls.data = build(cls.env)
        for name, record in cls.data.items():
            setattr(cls, name, record)
        cls.reason = cls.env["g2p.approval.reason"].search([("action", "=", "reject")], limit=1)

    # === The person === #

    def draft(self, user=None, amount=None):
        """A draft with all pages answered."""
        user = user or self.ada
        kind = self.type.with_user(user)
        application = self.env["g2p.assistance.application"].with_user(user)._start(kind)
        for step, answers in ANSWERS.items():
            answers = {**answers, **self.choices(step)}
            if amount and step == "treatment":
                answers["amount_requested"] = str(amount)
            self.assertEqual(application._portal_save(step, answers), {})
        quotation = document_type(self.env, "quotation")
        application._portal_add_document(quotation.id, "quotation.jpg", picture())
        return application

    def choices(self, step):
        if step != "person":
            return {}
        return {
            "gender_id": self.gender.id,
            "id_type_id": self.id_type.id,
        }

    def submitted(self, **values):
        application = self.draft(**values)
        application._portal_submit()
        return application

    # === The officers === #

    def join(self, user, group):
        """Add the user to the group, on any series."""
        groups.join(user, self.env.ref(group))

    def step(self, application, user):
        """The step that the user may decide, read with a fresh cache as in a new request."""
        self.env.invalidate_all()
        step = application.with_user(user).sudo(False).approval_my_step_id
        return step.browse(step.ids)

    def assess(self, application, user=None, amount=0):
        """Identify the person and write the first stage's assessment."""
        mine = application.with_user(user or self.one)
        if not mine.registrant_id:
            mine._identify()
        self.env["g2p.assistance.assessment"].with_user(mine.env.user)._save_for(
            mine,
            mine.approval_my_step_id,
            {"need_score": "4", "remarks": "In need.", "amount_recommended": amount},
        )

    def approved(self, amount=None, granted=None, user=None, person=None):
        """An application approved by the three officers, with a draft voucher."""
        application = self.submitted(amount=amount, user=user)
        if person:  # already in the registry
            application.with_user(self.one)._identify(person)
        return self.approve(application, granted)

    def approve(self, application, granted=None):
        """Approve by all three officers."""
        self.assess(application, amount=granted or 0)
        self.step(application, self.one).action_approve(granted)
        self.step(application, self.two).action_approve()
        self.step(application, self.three).action_approve()
        return application.sudo()

    def issued(self, **values):
        """An application with an issued voucher, without the cost of a real PDF."""
        return self.issue_voucher(self.approved(**values))

    def issue_voucher(self, application):
        """Issue the voucher of an approved application."""
        create_key(self.env, application.company_id)
        template = type(self.env["g2p.voucher.template"])
        with patch.object(template, "_pdf", lambda self, values: b"%PDF-1.4\n%%EOF\n"):
            application.voucher_id.with_user(self.issuer).sudo(False).action_issue()
        return application
