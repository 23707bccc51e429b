"""The export for Odoo 17.0: each rule for XML and JavaScript, and each refusal."""

from textwrap import dedent

import pytest
from lxml import etree
from series17 import js_source, python_fields, xml_source

VIEW = '<record id="v" model="ir.ui.view">{}<field name="arch" type="xml">{}</field></record>'
INHERITS = '<field name="inherit_id" ref="base.v"/>'


def _plain(text):
    """The children of the root, without white space between elements."""
    root = etree.fromstring(text.encode(), etree.XMLParser(remove_blank_text=True))
    return "".join(etree.tostring(child, encoding="unicode") for child in root)


def _convert(body):
    """The converted children of <odoo>, and refusals."""
    text, refusals = xml_source.convert(f'<?xml version="1.0"?>\n<odoo>{body}</odoo>')
    return _plain(text), refusals


ARCHS = {
    "lists": (
        '<list><field name="a"><list editable="top"><field name="b"/></list></field></list>',
        '<tree><field name="a"><tree editable="top"><field name="b"/></tree></field></tree>',
    ),
    "modes of a field": (
        '<field name="a" mode="list,kanban"/>',
        '<field name="a" mode="tree,kanban"/>',
    ),
    "the chatter": (
        "<form><chatter/></form>",
        """<form><div class="oe_chatter">
            <field name="message_follower_ids"/>
            <field name="activity_ids"/>
            <field name="message_ids"/>
        </div></form>""",
    ),
    "a kanban's card": (
        """<kanban highlight_color="c"><templates>
            <t t-name="menu"><a/></t>
            <t t-name="card" class="x"><field name="a"/><footer class="y"/></t>
        </templates></kanban>""",
        """<kanban><templates>
            <t t-name="kanban-menu"><a/></t>
            <t t-name="kanban-box">
                <div class="oe_kanban_global_click x">
                    <field name="a"/>
                    <div class="y o_kanban_footer"/>
                </div>
            </t>
        </templates></kanban>""",
    ),
    "the field an expression of a form reads": (
        """<form><button invisible="state == 'a' or uid"/></form>""",
        """<form>
            <button invisible="state == 'a' or uid"/>
            <field name="state" invisible="1"/>
        </form>""",
    ),
    "the field a list's decoration reads": (
        '<list decoration-muted="not active"/>',
        '<tree decoration-muted="not active"><field name="active" column_invisible="1"/></tree>',
    ),
    "the field a kanban reads stands first": (
        '<kanban><templates><field name="a" invisible="b"/></templates></kanban>',
        """<kanban>
            <field name="b" invisible="1"/>
            <templates><field name="a" invisible="b"/></templates>
        </kanban>""",
    ),
    "the field of the view around it": (
        '<form><field name="a"><list><field name="b" readonly="parent.c"/></list></field></form>',
        """<form>
            <field name="a"><tree><field name="b" readonly="parent.c"/></tree></field>
            <field name="c" invisible="1"/>
        </form>""",
    ),
    "a field for some, read for all": (
        '<form><field name="a" groups="g.a"/><p invisible="a"/></form>',
        """<form>
            <field name="a" groups="g.a"/>
            <p invisible="a"/>
            <field name="a" invisible="1"/>
        </form>""",
    ),
    "a field for some, read for the same": (
        '<form><page groups="g.a"><field name="a"/></page><p groups="g.a" invisible="a"/></form>',
        '<form><page groups="g.a"><field name="a"/></page><p groups="g.a" invisible="a"/></form>',
    ),
}

RECORDS = {
    "a privilege": (
        """<record id="p" model="res.groups.privilege">
            <field name="category_id" ref="c"/>
            <field name="placeholder">x</field>
        </record>""",
        '<record id="p" model="ir.module.category"><field name="parent_id" ref="c"/></record>',
    ),
    "a group": (
        """<record id="g" model="res.groups">
            <field name="privilege_id" ref="p"/>
            <field name="user_ids" eval="[]"/>
            <field name="sequence">1</field>
        </record>""",
        """<record id="g" model="res.groups">
            <field name="category_id" ref="p"/>
            <field name="users" eval="[]"/>
        </record>""",
    ),
    "groups of a user": (
        '<record id="u" model="res.users"><field name="group_ids" eval="[]"/></record>',
        '<record id="u" model="res.users"><field name="groups_id" eval="[]"/></record>',
    ),
    "a job that runs forever": (
        '<record id="j" model="ir.cron"><field name="interval_type">days</field></record>',
        """<record id="j" model="ir.cron">
            <field name="interval_type">days</field>
            <field name="numbercall">-1</field>
            <field name="doall" eval="False"/>
        </record>""",
    ),
    "a change of a job": (
        '<record id="j" model="ir.cron"><field name="active">1</field></record>',
        '<record id="j" model="ir.cron"><field name="active">1</field></record>',
    ),
    "an action": (
        """<record id="a" model="ir.actions.act_window">
            <field name="path">x</field>
            <field name="view_mode">list,form</field>
            <field name="context">{'list_view_ref': 'a.b'}</field>
            <field name="view_ids" eval="[(0, 0, {'view_mode': 'list'})]"/>
        </record>""",
        """<record id="a" model="ir.actions.act_window">
            <field name="view_mode">tree,form</field>
            <field name="context">{'tree_view_ref': 'a.b'}</field>
            <field name="view_ids" eval="[(0, 0, {'view_mode': 'tree'})]"/>
        </record>""",
    ),
    "an address": ('<a href="/odoo"/>', '<a href="/web"/>'),
    "text that only looks like a view": (
        '<record id="r" model="g2p.a"><field name="body"><![CDATA[<list/>]]></field></record>',
        '<record id="r" model="g2p.a"><field name="body">&lt;list/&gt;</field></record>',
    ),
}

XML_REFUSED = {
    '\n<t t-call="a" title="\'x\'"/>': "t-call with title= is 19.0 only",
    '\n<a href="/odoo/action-1"/>': "/odoo/... does not exist in 17.0",
    '\n<p class="bg-body-tertiary"/>': "Bootstrap 5.3 is not in 17.0",
    '\n<p data-bs-theme="dark"/>': "Bootstrap 5.3 is not in 17.0",
    VIEW.format("", '\n<xpath expr="//group[@string=1]"/>'): "does not go by @string",
    VIEW.format(INHERITS, '\n<field name="a" invisible="b"/>'): "b is read by an extension",
    VIEW.format(
        INHERITS, '\n<attribute name="invisible">b</attribute>'
    ): "b is read by an extension",
}


@pytest.mark.parametrize(("before", "after"), ARCHS.values(), ids=ARCHS)
def test_a_view_is_rewritten(before, after):
    assert _convert(VIEW.format("", before)) == (
        _plain(f"<odoo>{VIEW.format('', after)}</odoo>"),
        [],
    )


@pytest.mark.parametrize(("before", "after"), RECORDS.values(), ids=RECORDS)
def test_a_record_is_rewritten(before, after):
    assert _convert(before) == (_plain(f"<odoo>{after}</odoo>"), [])


def test_an_extension_finds_lists_by_their_name_of_17():
    arch = '<xpath expr="//list/field[@name=\'list\']"><field name="a"/></xpath>'
    body, refusals = _convert(VIEW.format(INHERITS, arch))
    assert "//tree/field[@name='list']" in body
    assert refusals == []


def test_a_list_inside_an_extension_is_completed():
    arch = '<field name="a"><list><field name="b" invisible="c"/></list></field>'
    body, refusals = _convert(VIEW.format(INHERITS, arch))
    assert '<field name="c" column_invisible="1"/>' in body
    assert refusals == []


def test_a_view_gets_the_fields_read_by_a_domain_in_python():
    source = """
        class A(models.Model):
            _name = "g2p.a"
            b_id = fields.Many2one("g2p.b", domain="[('c_id', '=', c_id)]")
    """
    domains = python_fields.domains(dedent(source))
    assert domains == {"g2p.a": {"b_id": {"c_id"}}}
    model = '<field name="model">g2p.a</field>'
    arch = (
        '<form><field name="b_id"/><field name="d"><list><field name="b_id"/></list></field></form>'
    )
    text, refusals = xml_source.convert(f"<odoo>{VIEW.format(model, arch)}</odoo>", domains)
    assert text.count('<field name="c_id" invisible="1"/></form>') == 1
    assert (text.count("c_id"), refusals) == (1, [])


def test_owl_templates_stay_as_they_are():
    text = '<templates><t t-name="card"><list/></t></templates>'
    assert xml_source.convert(text) == (text, [])


@pytest.mark.parametrize(("body", "why"), XML_REFUSED.items())
def test_xml_is_refused_at_its_line(body, why):
    refusals = _convert(body)[1]
    assert [(line, why in told) for line, told in refusals] == [(3, True)]


TOUR = 'registry.category("web_tour.tours").add("a", {\n    steps: () => [%s],\n});\n'
SCRIPTS = {
    "calls": (
        'import { rpc } from "@web/core/network/rpc";\n',
        'import { jsonrpc as rpc } from "@web/core/network/rpc_service";\n',
    ),
    "interactions": (
        'import { Interaction } from "@web/public/interaction";\n',
        'import { Interaction } from "@g2p_series17/interaction";\n',
    ),
    "a tour's steps": (
        TOUR % '{ trigger: ".a", run: "edit x", expectUnloadPage: true }, { trigger: ".b" }',
        (TOUR % '{ trigger: ".a", run: "text x", }, { trigger: ".b", isCheck: true }').replace(
            '"a", {', '"a", {\n    test: true,'
        ),
    ),
}

JS_REFUSED = {
    'import { user } from "@web/core/user";': "@web/core/user is not portable",
    'import { expect } from "@odoo/hoot";': "@odoo/hoot is not portable",
    'import { a } from "@website/js/a";': "@website/ is not portable",
    "open(`/odoo/${id}`);": "/odoo/... does not exist in 17.0",
    'import { Interaction } from "@web/public/interaction"; this.debounced(f);': "debounced is not",
    'import "@web/public/interaction"; a = { "t-on-click.once": f };': "t-on-click.once is not",
    TOUR % '{ trigger: ".a", run() { go(); } }': "without braces inside it",
}


@pytest.mark.parametrize(("before", "after"), SCRIPTS.values(), ids=SCRIPTS)
def test_a_script_is_rewritten(before, after):
    assert js_source.convert(before) == (js_source.HEADER + after, [])


@pytest.mark.parametrize(("text", "why"), JS_REFUSED.items())
def test_a_script_is_refused_at_its_line(text, why):
    refusals = js_source.convert(f"// first\n{text}\n")[1]
    line = 3 if "trigger" in text else 2
    assert [(at, why in told) for at, told in refusals] == [(line, True)]
