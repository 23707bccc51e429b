"""The setting of the story: programme, fund, types, procedures, key, providers."""

import base64
from pathlib import Path

from dateutil.relativedelta import relativedelta

from odoo import fields

from odoo.addons.g2p_immediate_assistance.hooks import post_init_hook

from .criteria import criteria_vals
from .house_fire import MERCHANT, PROGRAMME, build_house_fire
from .places import OFFICER_OF_THE_SOUTH, build_places
from .precheck import build_prechecks

LOGO = Path(__file__).parent / "static" / "img" / "agency_logo.png"

TYPES = [
    {
        "code": "SURGERY",
        "name": "Urgent surgery",
        "description": "An operation that cannot wait, at a hospital of the programme.",
        "criteria": "You live in the country\nA doctor says that the operation cannot wait\n"
        "You cannot pay for it yourself",
        "ceiling": 5000.0,
        "urgency": "emergency",
        "answer_within_hours": 24,
        "documents": [
            ("quotation", "The hospital's cost estimate"),
            ("identity", "Identity card or passport"),
        ],
    },
    {
        "code": "TREATMENT",
        "name": "Hospital treatment",
        "description": "A stay or a course of treatment in hospital.",
        "ceiling": 3000.0,
        "urgency": "urgent",
        "answer_within_hours": 72,
        "documents": [
            ("quotation", "The hospital's cost estimate"),
            ("identity", "Identity card or passport"),
        ],
    },
    {
        "code": "MEDICINE",
        "name": "Medicines and devices",
        "description": "Medicines, glasses, a wheelchair or another device prescribed by a doctor.",
        "ceiling": 800.0,
        "urgency": "normal",
        "answer_within_hours": 120,
        "documents": [("quotation", "The pharmacy's or shop's quotation")],
    },
]

#: code of a provider, login and roles of its further staff
STAFF = [
    ("CGH", "head@citygeneral.example", ["administrator"]),
    ("CGH", "ward@citygeneral.example", ["clerk"]),
]

#: name, code, login, what it gives, places
PROVIDERS = [
    (
        "City General Hospital",
        "CGH",
        "nurse@citygeneral.example",
        "Operations and treatment, day and night",
        [("Main building", "2 Hospital Road, Northtown"), ("Emergency ward", "")],
    ),
    (
        "Riverside Clinic",
        "RSC",
        "desk@riverside.example",
        "Treatment and medicines, on weekdays",
        [("Reception", "14 River Lane, Southtown")],
    ),
]


def build_setting(env, users):
    """Create everything that a programme manager sets up once; return a dict of the records."""
    _agency(env)
    _open_sign_up(env)
    program = _program(env, users, "Emergency Medical Assistance", 250000.0)
    setting = {"program": program, "users": users}
    post_init_hook(env)  # the usual choices, if the registry has none
    _claim_policy(env, users)
    _key(env, users)
    setting["providers"] = _providers(env, program, users, PROVIDERS)
    for code, login, roles in STAFF:
        setting["providers"][code]._join(users[login], roles)
    setting["types"] = _types(env, program, _application_policy(env, users))
    after_fire = _program(env, users, PROGRAMME, 60000.0)
    setting["providers"] |= _providers(env, after_fire, users, [MERCHANT])
    setting["types"]["FIRE"] = build_house_fire(env, after_fire, users, _stage)
    build_prechecks(env, setting["types"])
    build_places(env, users)
    return setting


def _agency(env):
    env.company.write(
        {
            "name": "Northtown Relief",
            "logo": base64.b64encode(LOGO.read_bytes()),
            "street": "1 Station Square",
            "city": "Northtown",
            "phone": "+254 700 000 100",
            # no e-mail: Odoo would query an internet service about its domain
        }
    )


def _open_sign_up(env):
    """Let people sign up themselves; with the Website application, its own setting applies."""
    if "website" in env:
        env["website"].search([]).auth_signup_uninvited = "b2c"
    # the demonstration sends no mail, so an account begins without the link
    env["ir.config_parameter"].set_param("g2p_suite_account.confirm_addresses", False)


def _program(env, users, name, amount):
    """A programme with its vouchers, cycle, settings and fund."""
    company = env.company
    program = env["g2p.program"].create(
        {
            "name": name,
            "target_type": "individual",
            "company_id": company.id,
        }
    )
    manager = env["g2p.program.entitlement.manager.voucher.qr"].create(
        {
            "name": "QR voucher manager",
            "program_id": program.id,
            "company_id": company.id,
            "currency_id": company.currency_id.id,
            "validity_days": 30,
            "issuer_ids": [(6, 0, users["daniel"].ids)],
        }
    )
    wrapper = env["g2p.program.entitlement.manager"].create(
        {"program_id": program.id, "manager_ref_id": f"{manager._name},{manager.id}"}
    )
    program.write({"entitlement_managers": [(4, wrapper.id)]})
    today = fields.Date.today()
    cycle = env["g2p.cycle"].create(
        {
            "name": f"Standing cycle {today.year}",
            "program_id": program.id,
            "start_date": today.replace(month=1, day=1),
            "end_date": today.replace(month=12, day=31) + relativedelta(years=1),
        }
    )
    settings = env["g2p.assistance.settings"]
    vals = {
        "program_id": program.id,
        "company_id": company.id,
        "currency_id": company.currency_id.id,
        "cycle_id": cycle.id,
        # each stage has a second officer, who decides appeals against the first one's decision
        "appeal_days": 14,
    }
    if "identity_demand" in settings._fields:  # the people of the story have no ID to show
        vals["identity_demand"] = "office"
    settings.create(vals)
    env["g2p.assistance.fund"].create(
        {
            "program_id": program.id,
            "company_id": company.id,
            "currency_id": company.currency_id.id,
            "date_from": cycle.start_date,
            "date_to": cycle.end_date,
            "amount": amount,
        }
    )
    return program


def _stage(sequence, name, users, **values):
    return (
        0,
        0,
        {
            "sequence": sequence,
            "name": name,
            "officer_ids": [(6, 0, users.ids)],
            **values,
        },
    )


def _application_policy(env, users):
    return env["g2p.approval.policy"].create(
        {
            "name": "Emergency assistance: three stages",
            "model_id": env["ir.model"]._get_id("g2p.assistance.application"),
            "company_id": env.company.id,
            "stage_ids": [
                _stage(
                    10,
                    "Needs assessment",
                    users["amina"] | users["hana"] | users[OFFICER_OF_THE_SOUTH],
                    requires_assessment=True,
                    requires_amount=True,
                    amount_policy="lower",
                    sla_hours=4,
                    instructions="Identify the person, check the documents, write the assessment.",
                    **criteria_vals(),
                ),
                _stage(
                    20,
                    "Medical review",
                    users["samuel"] | users["omar"],
                    amount_policy="lower",
                    sla_hours=4,
                    instructions="Is the treatment necessary, and is its price usual?",
                ),
                _stage(
                    30,
                    "Budget approval",
                    users["grace"] | users["lucia"],
                    allow_bulk=True,
                    amount_policy="keep",
                    sla_hours=4,
                    instructions="Confirm that the fund covers the amount.",
                ),
            ],
        }
    )


def _claim_policy(env, users):
    env["g2p.approval.policy"].create(
        {
            "name": "Provider claims: two stages",
            "model_id": env["ir.model"]._get_id("g2p.reimbursement.claim"),
            "company_id": env.company.id,
            "stage_ids": [
                _stage(
                    10,
                    "Invoice check",
                    users["ruth"],
                    amount_policy="keep",
                    sla_hours=16,
                ),
                _stage(
                    20,
                    "Claim approval",
                    users["ivan"],
                    amount_policy="keep",
                    sla_hours=16,
                ),
            ],
        }
    )


def _types(env, program, policy):
    codes = {doc_type.code: doc_type for doc_type in env["g2p.document.type"].search([])}
    types = {}
    for row in TYPES:
        types[row["code"]] = env["g2p.assistance.type"].create(
            {
                **{key: value for key, value in row.items() if key != "documents"},
                "program_id": program.id,
                "policy_id": policy.id,
                "voucher_label": "Medical assistance",
                "is_published": True,
                "document_ids": [
                    (
                        0,
                        0,
                        {
                            "document_type_id": codes[code].id,
                            "required": True,
                            "help": text,
                        },
                    )
                    for code, text in row["documents"]
                ],
            }
        )
    return types


def _key(env, users):
    Key = env["g2p.voucher.key"].with_user(users["leila"])
    Key.action_generate()
    Key.search([("state", "=", "published")], limit=1).action_activate()


def _providers(env, program, users, rows):
    providers = {}
    for name, code, login, note, sites in rows:
        partner = env["res.partner"].create({"name": name, "is_company": True})
        providers[code] = env["g2p.service.provider"].create(
            {
                "name": name,
                "code": code,
                "partner_id": partner.id,
                "company_id": env.company.id,
                "program_ids": [(6, 0, program.ids)],
                "user_ids": [(6, 0, users[login].ids)],
                "account_number": f"XX00 {code} 0000 1234",
                "is_public": True,
                "public_note": note,
                "site_ids": [(0, 0, {"name": site, "place": way}) for site, way in sites],
            }
        )
        providers[code]._set_state("active")
    return providers
