"""The suite uses exactly the parts of OpenG2P that openg2p/contract.toml states."""

import pytest
from contract import breaches, find_uses, load, unused

CONTRACT = load()


@pytest.fixture(scope="module")
def uses():
    return find_uses()


def test_the_sources_use_only_what_the_contract_states(uses):
    found = list(breaches(uses, CONTRACT))
    assert not found, "\n".join(found)


def test_the_contract_states_only_what_the_sources_use(uses):
    assert unused(uses, CONTRACT) == []


def test_the_reader_finds_the_most_important_uses(uses):
    found = {use.key for use in uses}
    assert ("field", "g2p.entitlement", "initial_amount") in found
    assert ("method", "g2p.base.program.entitlement.manager", "prepare_entitlements") in found
    assert ("xmlid", "g2p_programs.g2p_program_menu_root", "") in found


# === Each kind of use, planted in an addon === #


@pytest.fixture
def found(tmp_path):
    """Breaches of an addon with one file."""

    def read(name, text):
        path = tmp_path / "g2p_voucher_qr" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        (tmp_path / "g2p_voucher_qr" / "__manifest__.py").write_text("{}")
        return list(breaches(find_uses(tmp_path), CONTRACT))

    return read


def _class(body, inherit='_inherit = "g2p.program"'):
    indented = "".join(f"    {line}\n" for line in body.splitlines())
    return f"class A(models.Model):\n    {inherit}\n{indented}"


PYTHON = {
    "an attribute of env[model]": (
        'env["g2p.program"].locked_reason\n',
        "field g2p.program.locked_reason",
    ),
    "a name that OpenG2P does not have": (
        'env["g2p.program"].colour\n',
        "unknown g2p.program.colour",
    ),
    "a key of an entry": (
        'env["g2p.program"]["locked_reason"]\n',
        "field g2p.program.locked_reason",
    ),
    "a method": ('env["g2p.program"].browse(1).end_program()\n', "method g2p.program.end_program"),
    "a constant": ('env["g2p.program"].MANAGER_CYCLE\n', "constant g2p.program.MANAGER_CYCLE"),
    "another model": ('env["g2p.registrant.tags"].search([])\n', "model g2p.registrant.tags"),
    "a comodel": (
        _class('x_ids = fields.Many2many("g2p.registrant.tags")'),
        "model g2p.registrant.tags",
    ),
    "a field of self": (
        _class("def _x(self):\n    return self.locked_reason"),
        "field g2p.program.locked_reason",
    ),
    "a field defined again": (
        _class("locked_reason = fields.Boolean()"),
        "field g2p.program.locked_reason",
    ),
    "a method overridden": (
        _class("def create_new_cycle(self):\n    return super().create_new_cycle()"),
        "method g2p.program.create_new_cycle",
    ),
    "a dependency": (
        _class('@api.depends("cycle_ids")\ndef _x(self):\n    pass'),
        "field g2p.program.cycle_ids",
    ),
    "a related path": (
        _class(
            'x = fields.Boolean(related="cycle_id.locked_reason")', '_inherit = "g2p.entitlement"'
        ),
        "field g2p.cycle.locked_reason",
    ),
    "a value written": (
        'env["g2p.program"].write({"locked_reason": True})\n',
        "field g2p.program.locked_reason",
    ),
    "a value in a line": (
        'env["res.partner"].create({"reg_ids": [(0, 0, {"description": "x"})]})\n',
        "field g2p.reg.id.description",
    ),
    "a domain": (
        'env["g2p.entitlement"].search([("cycle_id.locked_reason", "=", True)])\n',
        "field g2p.cycle.locked_reason",
    ),
    "a step over records": (
        'def f(env):\n for e in env["g2p.entitlement"].search([]):\n  e.cycle_id.locked_reason\n',
        "field g2p.cycle.locked_reason",
    ),
    "a lambda": (
        'env["g2p.entitlement"].filtered(lambda e: e.balance)\n',
        "field g2p.entitlement.balance",
    ),
    "a registrant's field": ('env["res.partner"].income\n', "field res.partner.income"),
    "an id": (
        'env.ref("g2p_programs.g2p_program_cycle_approver")\n',
        "xmlid g2p_programs.g2p_program_cycle",
    ),
    "an id that is put together": ('env.ref(f"g2p_programs.{name}")\n', "xmlid g2p_programs."),
    "a constant of a module": (
        "from odoo.addons.g2p_programs.models.constants import STATE_DRAFT\n",
        "python g2p_programs.models.constants.STATE_DRAFT",
    ),
}


@pytest.mark.parametrize(("text", "breach"), PYTHON.values(), ids=PYTHON)
def test_a_use_in_python_is_found(found, text, breach):
    sentences = found("models.py", text)
    assert sentences
    assert all(s.startswith("g2p_voucher_qr/models.py:") for s in sentences)
    assert all(f": {breach}" in s for s in sentences)


def test_an_override_with_other_parameters_is_found(found):
    inherit = '_name = "g2p.x"\n    _inherit = "g2p.base.program.entitlement.manager"'
    body = "def cancel_entitlements(self, cycle, force=False):\n    pass"
    (sentence,) = found("models.py", _class(body, inherit))
    assert "cancel_entitlements('cycle', 'force') takes ('cycle',) in the contract" in sentence


def _view(arch, model="g2p.program", parent=""):
    inherit = f'<field name="inherit_id" ref="{parent}"/>' if parent else ""
    return (
        f'<odoo><record id="v" model="ir.ui.view"><field name="model">{model}</field>{inherit}'
        f'<field name="arch" type="xml">{arch}</field></record></odoo>'
    )


FORM = "g2p_registry_individual.view_individuals_form"
NOTEBOOK = '<xpath expr="//notebook[@name=\'individual_detail\']" position="inside">'
RULE = (
    '<odoo><record model="ir.rule" id="r">'
    '<field name="model_id" ref="g2p_programs.model_g2p_program"/>'
    """<field name="domain_force">[('locked_reason', '=', False)]</field></record></odoo>"""
)
XML = {
    "a field of an inherited view": (
        _view(f'{NOTEBOOK}<field name="income"/></xpath>', "res.partner", FORM),
        "field res.partner.income",
    ),
    "a place in an inherited view": (
        _view('<xpath expr="//sheet" position="inside"/>', "res.partner", FORM),
        f"anchor {FORM}.//sheet",
    ),
    "a field as a place": (
        _view('<field name="reg_ids" position="after"/>', "res.partner", FORM),
        f"anchor {FORM}.//field[@name='reg_ids']",
    ),
    "a field in a list inside a form": (
        _view('<form><field name="reg_ids"><list><field name="description"/></list></field></form>',
              "res.partner"),
        "field g2p.reg.id.description",
    ),
    "a field in a condition": (
        _view('<form><div invisible="locked_reason"/></form>'),
        "field g2p.program.locked_reason",
    ),
    "a menu": ('<odoo><menuitem parent="g2p_programs.g2p_accounting_root"/></odoo>',
               "xmlid g2p_programs.g2p_accounting_root"),
    "a view to inherit": (
        _view("<data/>", "g2p.program", "g2p_programs.view_program_list_form"),
        "xmlid g2p_programs.view_program_list_form",
    ),
    "the value in a page": (
        '<odoo><template id="t"><t t-out="voucher.entitlement_id.balance"/></template></odoo>',
        "field g2p.entitlement.balance",
    ),
    "the domain of a rule": (RULE, "field g2p.program.locked_reason"),
}  # fmt: skip


@pytest.mark.parametrize(("text", "breach"), XML.values(), ids=XML)
def test_a_use_in_xml_is_found(found, text, breach):
    sentences = found("views/v.xml", text)
    assert [s for s in sentences if s.startswith(f"g2p_voucher_qr/views/v.xml: {breach}")]


def test_the_right_to_another_model_is_found(found):
    row = "id,model_id:id\na,g2p_registry_base.model_g2p_registrant_tags\n"
    (sentence,) = found("security/access.csv", row)
    assert sentence.startswith("g2p_voucher_qr/security/access.csv: model g2p.registrant.tags is")


def test_an_unused_statement_of_the_contract_is_found():
    need = {"models": {"g2p.program": {"fields": {"name": "char", "locked_reason": "boolean"}}}}
    assert unused(find_uses(), need) == [("field", "g2p.program", "locked_reason")]
