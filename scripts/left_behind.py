# Fed to `odoo shell`, before all addons of the suite are uninstalled and again after: data of
# OpenG2P and Odoo is unchanged, nothing of the suite is left, and the programmes continue without
# it. LEFT_BEHIND: a file with the state before. Differences are logged as errors, for
# scripts/checklog.py; ADDONS: the names of the addons.
import json
import logging
import os
from pathlib import Path

from odoo import fields
from odoo.tools import sql

_logger = logging.getLogger("left_behind")
memory = Path(os.environ["LEFT_BEHIND"])
suite = os.environ["ADDONS"].split()

#: models of rows made with OpenG2P and Odoo only
KEPT = [
    "g2p.program",
    "g2p.cycle",
    "g2p.cycle.membership",
    "g2p.program_membership",
    "g2p.entitlement",
    "g2p.payment",
    "g2p.reg.id",
    "g2p.phone.number",
    "g2p.group.membership",
    "res.partner",
    "res.users",
]
MANAGER = "g2p.program.entitlement.manager.default"
#: columns with names of models
NAMING = ("model", "res_model", "relation")


def expect(right, sentence, *args):
    """Log an error unless the condition holds."""
    if not right:
        _logger.error(sentence, *args)


def rows(model):
    """{id: state} of all rows, archived ones too; models without a state have none."""
    records = env[model].with_context(active_test=False).search([])
    stateful = "state" in records._fields
    return {str(record.id): record.state if stateful else None for record in records}


def make_uses():
    """Make the suite's rows use records of its addons, as deployers do; return the programmes that
    give out vouchers."""
    reviewers = env.ref("g2p_immediate_assistance.group_assistance_manager")
    env["g2p.approval.policy"].search([]).review_group_id = reviewers
    env["g2p.approval.stage"].search([]).escalation_group_id = reviewers
    template = env.ref("g2p_voucher_template.voucher_template_default")
    sequence = env.ref("g2p_voucher_qr.sequence_voucher")
    managers = env["g2p.program.entitlement.manager.voucher.qr"].search([])
    managers.write({"template_id": template.id, "sequence_id": sequence.id})
    used = ("g2p.voucher", "g2p.document", "g2p.approval.decision", "g2p.claim.payment")
    for model in used:
        expect(env[model].search_count([], limit=1), "the story made no %s", model)
    return managers.program_id


def check_rows(before):
    for model, was in before.items():
        expect(rows(model) == was, "%s has changed", model)


def check_traces():
    """Check that no record, table, column or text of the suite is left."""
    left = env["ir.model.data"].search([("module", "in", suite)])
    expect(not left, "records of the suite are left: %s", left.mapped("complete_name"))
    states = env["ir.module.module"].search([("name", "in", suite)]).mapped("state")
    expect(set(states) == {"uninstalled"}, "the addons are %s", states)
    models = [model for model in env.registry.values() if model._auto and not model._abstract]
    own = [model for model in models if model._name.startswith(("g2p.", "res."))]
    for model in own:
        fields_of = {name for name, field in model._fields.items() if field.column_type}
        extra = set(sql.table_columns(env.cr, model._table)) - fields_of
        expect(not extra, "%s has the columns %s of the suite", model._name, extra)
    for model in models:
        check_names(env[model._name].sudo().with_context(active_test=False))


def check_names(records):
    for name in NAMING:
        field = records._fields.get(name)
        if not (field and field.store and field.type in ("char", "selection")):
            continue
        for [text] in records._read_group([(name, "!=", False)], [name]):
            gone = text.startswith("g2p.") and text not in env
            expect(not gone, "%s.%s names %s, which is gone", records._name, name, text)


def check_pages():
    """Check that every list and form of OpenG2P opens, with all its fields."""
    actions = env["ir.actions.act_window"].search([("res_model", "=like", "g2p.%")])
    for action in actions | env.ref("base.action_partner_form"):
        records = env[action.res_model]
        records.get_views([(False, "form"), (False, "search")])
        for ident in records.search([]).ids:  # one by one, as people open them
            records.browse(ident).read()


def check_programmes(programs):
    """Check that programmes that gave out vouchers continue with OpenG2P's own manager."""
    approved = [("program_id", "in", programs.ids), ("state", "=", "approved")]
    entitlements = env["g2p.entitlement"].search(approved)
    expect(entitlements, "no entitlement is left to be paid in cash")
    for program in programs:
        set_up(program)
        for cycle in entitlements.cycle_id.filtered(lambda one, p=program: one.program_id == p):
            cycle.prepare_payment()
        members = program.program_membership_ids.filtered(lambda one: one.state == "enrolled")
        if members:  # OpenG2P's manager prepares nothing for nobody
            run_cycle(program, members)
    expect(
        all(one.payment_ids for one in entitlements), "approved entitlements are not paid in cash"
    )


def set_up(program):
    """Add the settings for cash: an amount for each member, and a tag that selects all."""
    manager = program.get_manager(program.MANAGER_ENTITLEMENT)
    expect(manager._name == MANAGER, "the programme %s has not OpenG2P's manager", program.id)
    manager.write({"amount_per_cycle": 10})
    payer = program.get_manager(program.MANAGER_PAYMENT)
    payer.write({"batch_tag_ids": [(0, 0, {"name": "All", "domain": "[]"})]})


def run_cycle(program, members):
    """Run a cycle from the members to their payments."""
    today = fields.Date.today()
    end = fields.Date.add(today, months=1)
    vals = {"name": "After", "program_id": program.id, "start_date": today, "end_date": end}
    cycle = env["g2p.cycle"].create(vals)
    env["g2p.cycle.membership"].create(
        [
            {"cycle_id": cycle.id, "partner_id": member.partner_id.id, "state": "enrolled"}
            for member in members
        ]
    )
    manager = program.get_manager(program.MANAGER_ENTITLEMENT)
    made = manager.prepare_entitlements(cycle, cycle.cycle_membership_ids)
    made.approve_entitlement()
    cycle.prepare_payment()
    expect(len(made.payment_ids) == len(members), "the members of the new cycle are not paid")


if memory.exists():
    remembered = json.loads(memory.read_text())
    check_rows(remembered["rows"])
    check_traces()
    check_pages()
    check_programmes(env["g2p.program"].browse(remembered["programmes"]))
    env.cr.commit()
else:
    programmes = make_uses().ids
    remembered = {"rows": {model: rows(model) for model in KEPT}, "programmes": programmes}
    memory.write_text(json.dumps(remembered))
    env.cr.commit()
