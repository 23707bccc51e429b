"""The setup by administrator and programme manager, as in docs/operations.md."""

import datetime
import secrets

MANAGER = ("g2p_immediate_assistance.group_programme_manager",)
OFFICER = ("g2p_immediate_assistance.group_assistance_officer",)
CLAIMS = ("g2p_reimbursement.group_reimbursement_officer",)
#: login -> groups
OFFICE = {
    "leila@agency.example": MANAGER,
    "hassan@agency.example": ("g2p_voucher_key.group_voucher_manager",),
    "amina@agency.example": OFFICER,
    "samuel@agency.example": OFFICER,
    "daniel@agency.example": ("g2p_voucher_key.group_voucher_issuer",),
    "ruth@agency.example": CLAIMS,
    "ivan@agency.example": CLAIMS,
    "nadia@agency.example": ("g2p_reimbursement.group_reimbursement_cashier",),
}
NURSE = "nurse@hospital.example"
VOUCHERS = "g2p.program.entitlement.manager.voucher.qr"


def _group(admin, xmlid):
    module, name = xmlid.split(".")
    found = [("module", "=", module), ("name", "=", name), ("model", "=", "res.groups")]
    [row] = admin.call("ir.model.data", "search_read", found, ["res_id"])
    return row["res_id"]


def _user(admin, login, groups):
    """Create a user; returns the password."""
    password = secrets.token_urlsafe(12)
    values = {
        "name": login.split("@")[0].title(),
        "login": login,
        "email": login,
        "password": password,
        "group_ids": [(6, 0, [_group(admin, xmlid) for xmlid in groups])],
    }
    admin.call("res.users", "create", [values], context={"no_reset_password": True})
    return password


def administrate(admin):
    """Set up the company, the ID types and the users; returns {login: password}."""
    [kenya] = admin.find("res.country", ("code", "=", "KE"))
    [company] = admin.find("res.company")
    admin.call(
        "res.company",
        "write",
        [company],
        {"name": "Northtown Relief", "country_id": kenya, "email": "office@agency.example"},
    )
    for model, values in (
        ("g2p.id.type", {"name": "National ID"}),
        ("gender.type", {"value": "female", "code": "Female"}),
    ):
        if not admin.find(model):
            admin.make(model, **values)
    passwords = {
        login: _user(admin, login, ("base.group_user", *groups)) for login, groups in OFFICE.items()
    }
    return {**passwords, NURSE: _user(admin, NURSE, ("base.group_portal",))}


def generate_key(leila):
    """Create and activate a key; returns its id."""
    key = leila.call("g2p.voucher.key", "action_generate", [])["res_id"]
    leila.call("g2p.voucher.key", "action_activate", [key])
    return key


def _officer(leila, login):
    [user] = leila.find("res.users", ("login", "=", login))
    return user


def _stage(leila, number, name, login, **values):
    officers = [(6, 0, [_officer(leila, login)])]
    return (0, 0, {"sequence": number, "name": name, "officer_ids": officers, **values})


def _procedure(leila, name, model, stages):
    [model_id] = leila.find("ir.model", ("model", "=", model))
    return leila.make("g2p.approval.policy", name=name, model_id=model_id, stage_ids=stages)


def _programme(leila):
    """Create the programme, with its entitlement manager and its cycle."""
    program = leila.make("g2p.program", name="Emergency assistance", target_type="individual")
    manager = leila.make(
        VOUCHERS,
        name="Vouchers",
        program_id=program,
        validity_days=30,
        issuer_ids=[(6, 0, [_officer(leila, "daniel@agency.example")])],
    )
    line = {"manager_ref_id": f"{VOUCHERS},{manager}"}  # all values that the form's list sends
    leila.call("g2p.program", "write", [program], {"entitlement_managers": [(0, 0, line)]})
    year = datetime.datetime.now(datetime.timezone.utc).year
    dates = {"start_date": f"{year}-01-01", "end_date": f"{year + 1}-12-31"}
    cycle = leila.make("g2p.cycle", name=str(year), program_id=program, **dates)
    return program, cycle, dates


def set_up(leila, hassan):
    """Create a key, and a programme that people can apply to, in the order of the page."""
    generate_key(leila)
    program, cycle, dates = _programme(leila)
    # without a provider of IDs yet: the office identifies people
    leila.make(
        "g2p.assistance.settings", program_id=program, cycle_id=cycle, identity_demand="office"
    )
    leila.make(
        "g2p.assistance.fund",
        program_id=program,
        date_from=dates["start_date"],
        date_to=dates["end_date"],
        amount=100_000,
    )
    first = {"requires_assessment": True, "requires_amount": True, "amount_policy": "lower"}
    stages = [
        _stage(leila, 10, "Needs assessment", "amina@agency.example", **first),
        _stage(leila, 20, "Budget", "samuel@agency.example"),
    ]
    policy = _procedure(leila, "Applications", "g2p.assistance.application", stages)
    stages = [
        _stage(leila, 10, "Invoice", "ruth@agency.example"),
        _stage(leila, 20, "Approval", "ivan@agency.example"),
    ]
    _procedure(leila, "Claims", "g2p.reimbursement.claim", stages)
    _provider(leila, hassan, program)
    _open_type(leila, program, policy)


def _open_type(leila, program, policy):
    kinds = [
        *leila.find("g2p.document.type", ("code", "=", "quotation")),
        *leila.find("g2p.document.type", ("code", "=", "identity")),
    ]
    leila.make(
        "g2p.assistance.type",
        name="Urgent surgery",
        code="SURGERY",
        program_id=program,
        ceiling=5000,
        policy_id=policy,
        voucher_label="Medical assistance",
        document_ids=[(0, 0, {"document_type_id": kind, "required": True}) for kind in kinds],
        is_published=True,
    )


def _provider(leila, hassan, program):
    """A provider that one manager enters and another one confirms."""
    provider = leila.make(
        "g2p.service.provider",
        name="City General Hospital",
        code="CGH",
        account_number="XX00 1234 5678",
        program_ids=[(6, 0, [program])],
        user_ids=[(6, 0, [_officer(leila, NURSE)])],
        site_ids=[(0, 0, {"name": "Main building"})],
    )
    leila.call("g2p.service.provider", "action_activate", [provider])
    dialog = hassan.call("g2p.service.provider", "action_activate", [provider])
    values = {"account_number": "XX00 1234 5678"}
    decide = dialog["res_model"]
    [answer] = hassan.call(decide, "create", [values], context=dialog["context"])
    hassan.call(decide, "action_confirm", [answer])
