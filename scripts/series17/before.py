"""Fed to `odoo shell` of a database with OpenG2P's modules only: creates data from before the
suite.

A programme with OpenG2P's default managers, a household, two persons, entitlements of which one is
paid; with g2p_entitlement_voucher also a programme with its voucher manager. look.py reads it.
"""

from datetime import date

PROGRAM = "Cash before the suite"
VOUCHERS = "Vouchers before the suite"

for value, code in (("Female", "F"), ("Male", "M")):  # its check accepts one at a time
    env["gender.type"].create({"value": value, "code": code})
id_type = env["g2p.id.type"].create({"name": "Card before the suite"})
bank = env["res.bank"].create({"name": "Bank before the suite"})


def person(given_name, number):
    return env["res.partner"].create(
        {
            "name": f"BEFORE, {given_name}",
            "family_name": "Before",
            "given_name": given_name,
            "gender": "Female",
            "birthdate": date(1990, 1, 1),
            "is_registrant": True,
            "reg_ids": [(0, 0, {"id_type": id_type.id, "value": number})],
            "bank_ids": [(0, 0, {"acc_number": f"ACC-{number}", "bank_id": bank.id})],
        }
    )


def programme(name):
    """A programme from the wizard, with an approver for its cycles and a balance."""
    wizard = env["g2p.program.create.wizard"].create(
        {
            "name": name,
            "target_type": "individual",
            "currency_id": env.company.currency_id.id,
            "rrule_type": "monthly",
            "day": 1,
            "month_by": "date",
            "amount_per_cycle": 40,
            "approver_group_id": env.ref("base.group_user").id,
        }
    )
    program = env["g2p.program"].browse(wizard.create_program()["res_id"])
    program.journal_id.currency_id = env.company.currency_id
    fund = env["g2p.program.fund"].create({"program_id": program.id, "amount": 1000})
    fund.post_fund()
    env.flush_all()  # the balance is read by SQL
    return program


def entitled(program, persons):
    """Approved entitlements of the persons, in a cycle of the programme."""
    memberships = env["g2p.program_membership"].create(
        [{"partner_id": one.id, "program_id": program.id} for one in persons]
    )
    for membership in memberships:
        membership.enroll_eligible_registrants()
    program.create_new_cycle()
    cycle = program.cycle_ids[:1]
    cycle.prepare_entitlement()
    cycle.to_approve()
    cycle.approve()
    entitlements = cycle.entitlement_ids
    entitlements.filtered(lambda e: e.state != "approved").approve_entitlement()
    return entitlements


persons = person("Ada", "B-1001") | person("Ben", "B-1002")
household = env["res.partner"].create(
    {
        "name": "Household before the suite",
        "is_registrant": True,
        "is_group": True,
        "kind": env.ref("g2p_registry_group.group_kind_household").id,
        "group_membership_ids": [(0, 0, {"individual": one.id}) for one in persons],
    }
)
program = programme(PROGRAM)
entitlements = entitled(program, persons)
payments = env["g2p.program.payment.manager.default"].search([("program_id", "=", program.id)])
payments.batch_tag_ids = env["g2p.payment.batch.tag"].create({"name": "all before the suite"})
cycle = entitlements.cycle_id
cycle.prepare_payment()
payment = env["g2p.payment"].search([("cycle_id", "=", cycle.id)])[:1]
payment.write({"state": "reconciled", "status": "paid", "amount_paid": payment.amount_issued})
if "g2p.program.entitlement.manager.voucher" in env:
    old = programme(VOUCHERS)
    store = env["storage.backend"].create(
        {"name": "Before the suite", "backend_type": "filesystem"}
    )
    old.entitlement_managers.manager_ref_id.unlink()
    old.entitlement_managers.unlink()
    manager = env["g2p.program.entitlement.manager.voucher"].create(
        {
            "name": "Voucher",
            "program_id": old.id,
            "amount_per_cycle": 30,
            "auto_generate_voucher_on_approval": False,
            "voucher_document_store": store.id,
        }
    )
    wrapper = env["g2p.program.entitlement.manager"].create(
        {"program_id": old.id, "manager_ref_id": f"{manager._name},{manager.id}"}
    )
    old.write({"entitlement_managers": [(4, wrapper.id)]})
    entitled(old, persons)
# OpenG2P's job runner would run remaining jobs in the middle of the tests
env["queue.job"].search([]).unlink()
env.cr.commit()
