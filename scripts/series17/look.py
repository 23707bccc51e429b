"""Fed to `odoo shell`: checks that data from before the suite (before.py) is unchanged, and works.

Run with the suite installed, after its update, and after it was uninstalled. Ends with status 1 and
the differences if something has changed.
"""

import sys


def states(name):
    """The states of a programme's entitlements and payments."""
    program = env["g2p.program"].search([("name", "=", name)])
    entitlements = env["g2p.entitlement"].search([("program_id", "=", program.id)])
    return {
        "programmes": len(program),
        "members": sorted(program.program_membership_ids.mapped("state")),
        "entitlements": sorted(entitlements.mapped("state")),
        "amount": sum(entitlements.mapped("initial_amount")),
        "payments": sorted(str(status) for status in entitlements.payment_ids.mapped("status")),
        "manager": program.get_manager(program.MANAGER_ENTITLEMENT)._name,
    }


def registry():
    """The persons in the registry, and their households."""
    household = env["res.partner"].search([("name", "=", "Household before the suite")])
    persons = household.group_membership_ids.individual
    return {
        "household": household.kind.name,
        "persons": sorted(persons.mapped("given_name")),
        "numbers": sorted(persons.reg_ids.mapped("value")),
        "accounts": sorted(persons.bank_ids.mapped("acc_number")),
    }


def next_cycle(name):
    """Continue the programme: approve one more cycle and prepare its payments."""
    program = env["g2p.program"].search([("name", "=", name)])
    program.create_new_cycle()
    cycle = program.cycle_ids.sorted("id")[-1:]
    cycle.prepare_entitlement()
    cycle.to_approve()
    cycle.approve()
    cycle.entitlement_ids.filtered(lambda e: e.state != "approved").approve_entitlement()
    cycle.prepare_payment()
    payments = env["g2p.payment"].search([("cycle_id", "=", cycle.id)])
    return {"entitlements": cycle.entitlement_ids.mapped("state"), "payments": len(payments)}


def found():
    yield "registry", registry()
    yield "cash", states("Cash before the suite")
    yield "cash continues", next_cycle("Cash before the suite")
    if "g2p.program.entitlement.manager.voucher" in env:
        yield "vouchers", states("Vouchers before the suite")


EXPECTED = {
    "registry": {
        "household": "Household",
        "persons": ["Ada", "Ben"],
        "numbers": ["B-1001", "B-1002"],
        "accounts": ["ACC-B-1001", "ACC-B-1002"],
    },
    "cash": {
        "programmes": 1,
        "members": ["enrolled", "enrolled"],
        "entitlements": ["approved", "approved"],
        "amount": 80,
        "payments": ["False", "paid"],
        "manager": "g2p.program.entitlement.manager.default",
    },
    "cash continues": {"entitlements": ["approved", "approved"], "payments": 2},
    "vouchers": {
        "programmes": 1,
        "members": ["enrolled", "enrolled"],
        "entitlements": ["approved", "approved"],
        "amount": 60,
        "payments": [],
        "manager": "g2p.program.entitlement.manager.voucher",
    },
}
wrong = [
    f"{what}: {values} instead of {EXPECTED[what]}"
    for what, values in found()
    if values != EXPECTED[what]
]
env.cr.rollback()  # roll back
if wrong:
    sys.exit("\n".join(wrong))
