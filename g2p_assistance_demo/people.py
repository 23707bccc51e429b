"""The people of the story; their sign-ins are in ``personas.json``, shared with `make demo`."""

import json
from pathlib import Path

from .waiting import WAITING

PERSONAS = json.loads((Path(__file__).parent / "personas.json").read_text())

#: login -> groups (XML ids) of the officers, who are all internal users
OFFICER_GROUPS = {
    "amina": ["g2p_immediate_assistance.group_assistance_officer"],
    "samuel": ["g2p_immediate_assistance.group_assistance_officer"],
    "grace": ["g2p_immediate_assistance.group_assistance_officer"],
    # second officers, who decide appeals against the first ones' decisions
    "hana": ["g2p_immediate_assistance.group_assistance_officer"],
    "omar": ["g2p_immediate_assistance.group_assistance_officer"],
    # sees the cases of the South only
    "njeri": ["g2p_immediate_assistance.group_assistance_officer"],
    "lucia": ["g2p_immediate_assistance.group_assistance_officer"],
    "daniel": ["g2p_voucher_key.group_voucher_issuer"],
    "ruth": ["g2p_reimbursement.group_reimbursement_officer"],
    "ivan": ["g2p_reimbursement.group_reimbursement_officer"],
    "nadia": ["g2p_reimbursement.group_reimbursement_cashier"],
    "mei": ["g2p_immediate_assistance.group_assistance_analyst"],
    "leila": ["g2p_immediate_assistance.group_programme_manager"],
    "tomas": [
        "g2p_immediate_assistance.group_assistance_auditor",
        "g2p_multistage_approval.group_approval_auditor",
        "g2p_voucher_key.group_voucher_auditor",
        "g2p_reimbursement.group_reimbursement_auditor",
    ],
}

#: login -> name of the beneficiaries
BENEFICIARIES = {
    "maria@example.org": "Maria Lopez",
    "joseph@example.org": "Joseph Banda",
    "fatima@example.org": "Fatima Noor",
    "chen@example.org": "Chen Wei",
    "elena@example.org": "Elena Popova",
    "kofi@example.org": "Kofi Asante",
    "anna@example.org": "Anna Kamau",
    "david@example.org": "David Mwangi",
    "sara@example.org": "Sara Haile",
    **{login: f"{given} {family}" for login, (*_, given, family, _born) in WAITING.items()},
}


def create_users(env):
    """Create every person of the story; return {login: res.users}."""
    vals_list = [_officer_vals(env, login) for login in OFFICER_GROUPS]
    portal = [(p["login"], p["name"]) for p in PERSONAS if p["start"] == "/provider"]
    portal += list(BENEFICIARIES.items())
    vals_list += [
        _user_vals(login, name, [env.ref("base.group_portal").id]) for login, name in portal
    ]
    users = env["res.users"].with_context(no_reset_password=True).create(vals_list)
    return {user.login: user for user in users}


def _officer_vals(env, login):
    groups = ["base.group_user", *OFFICER_GROUPS[login]]
    name = next(p["name"] for p in PERSONAS if p["login"] == login)
    return _user_vals(login, name, [env.ref(xmlid).id for xmlid in groups])


def _user_vals(login, name, group_ids):
    email = login if "@" in login else f"{login}@agency.example"
    return {
        "name": name,
        "login": login,
        "email": email,
        "password": "assistance",
        "group_ids": [(6, 0, group_ids)],
        "tz": "UTC",
    }
