"""A kind of assistance that is not medical, with its own questions: a house fire."""

PROGRAMME = "Help after a Crisis at Home"
#: as the other providers of the setting
MERCHANT = (
    "Northtown Builders' Merchant",
    "NBM",
    "counter@builders.example",
    "Roofing sheets, timber, tools, beds and blankets",
    [("Yard and shop", "7 Mill Street, Northtown")],
)
PAGE_KIND = ("page", "kind", "code", "label", "required", "help")
QUESTIONS = [
    ("treatment", "date", "day", "When was the fire?", True, ""),
    ("treatment", "choice", "home", "Whose house is it?", True, ""),
    ("treatment", "choices", "damage", "What was damaged?", True, "As far as you know today."),
    ("treatment", "yes_no", "hurt", "Was anybody hurt?", True, ""),
    ("treatment", "text", "hurt_care", "Where are they treated?", True, "A hospital or a clinic."),
    ("treatment", "long_text", "story", "What happened?", False, "In your own words."),
    ("family", "number", "homeless", "How many people have no place to sleep?", True, ""),
    ("family", "amount", "savings", "Has somebody else given money? How much?", False, ""),
]
ANSWERS = {
    "home": [("own", "Our own"), ("rented", "We rent it"), ("family", "It belongs to relatives")],
    "damage": [
        ("roof", "Roof"),
        ("walls", "Walls"),
        ("goods", "Clothes, beds and kitchen things"),
        ("tools", "Tools or stock that we live from"),
    ],
}


def build_house_fire(env, program, users, stage):
    """The type with its questions and its own procedure of two stages."""
    kind = env["g2p.assistance.type"].create(
        {
            "code": "FIRE",
            "name": "House fire",
            "description": "A roof, beds, clothes and kitchen things after a fire at home.",
            "criteria": "You live in the country\nA fire has damaged the home that you live in\n"
            "You have no insurance that pays for it",
            "program_id": program.id,
            "ceiling": 2000.0,
            "urgency": "urgent",
            "answer_within_hours": 48,
            "policy_id": _procedure(env, users, stage).id,
            "voucher_label": "Building materials and household goods",
            "asks_treatment": False,
            "amount_label": "How much do you need for the most urgent things?",
            "document_ids": [
                (0, 0, {"document_type_id": _document(env).id, "required": True, "help": ""})
            ],
        }
    )
    for at, row in enumerate(QUESTIONS):
        _question(env, kind, at, dict(zip(PAGE_KIND, row, strict=True)))
    asked = {question.code: question for question in kind.question_ids}
    asked["hurt_care"].write({"shown_if_id": asked["hurt"].id, "shown_if_yes": "yes"})
    kind.is_published = True
    return kind


def _question(env, kind, at, row):
    options = [
        (0, 0, {"code": code, "label": label}) for code, label in ANSWERS.get(row["code"], [])
    ]
    vals = {**row, "type_id": kind.id, "sequence": at, "option_ids": options}
    return env["g2p.assistance.question"].create(vals)


def _document(env):
    return env["g2p.document.type"].search([("code", "=", "identity")], limit=1)


def _procedure(env, users, stage):
    return env["g2p.approval.policy"].create(
        {
            "name": "House fire: two stages",
            "model_id": env["ir.model"]._get_id("g2p.assistance.application"),
            "company_id": env.company.id,
            "sequence": 50,
            "stage_ids": [
                stage(
                    10,
                    "Needs assessment",
                    users["amina"] | users["hana"],
                    requires_assessment=True,
                    requires_amount=True,
                    amount_policy="lower",
                    sla_hours=8,
                    instructions="Identify the person, read the answers, write the assessment.",
                ),
                stage(
                    20,
                    "Budget approval",
                    users["grace"] | users["lucia"],
                    amount_policy="keep",
                    sla_hours=8,
                ),
            ],
        }
    )
