from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged

from .common import VoucherCase

GOOD = '<p><t t-out="number"/> <b t-out="code"/> <i t-out="copy"/></p><div t-out="qr"/>'


@tagged("post_install", "-at_install")
class TestVoucherTemplate(VoucherCase):
    def create_template(self, body):
        return self.env["g2p.voucher.template"].create({"name": "T", "body": body})

    def test_a_plain_body_is_rendered(self):
        template = self.create_template(GOOD + '<p t-if="not birth_year">no year</p>')
        values = {**template._example_values(), "birth_year": "", "number": "<b>1</b>"}
        html = template._html(values)
        self.assertIn("no year", html)
        self.assertIn("&lt;b&gt;1&lt;/b&gt;", html)
        self.assertIn("<svg", html)

    def test_a_name_with_quotes_and_markup_is_only_text(self):
        template = self.create_template(GOOD + '<p t-out="beneficiary"/>')
        values = {**template._example_values(), "beneficiary": "O'Neil \"<script>"}
        self.assertIn("O&#39;Neil &#34;&lt;script&gt;", template._html(values))

    def test_hostile_bodies_are_refused_with_the_line(self):
        for body, words in (
            ('<t t-out="request.env"/>', "more than"),
            ('<t t-out="env"/>', "no value"),
            ('<t t-out="number.__class__"/>', "more than"),
            ('<t t-out="().__class__"/>', "more than"),
            ('<t t-out="[x for x in number]"/>', "more than"),
            ('<t t-set="x" t-value="1"/>', "not allowed"),
            ('<t t-call="web.layout"/>', "not allowed"),
            ('<t t-foreach="number" t-as="x"/>', "not allowed"),
            ('<p t-att-onclick="number"/>', "not allowed"),
            ('<p t-attf-class="{{number}}"/>', "not allowed"),
            ('<p t-field="number"/>', "not allowed"),
            ("<script>1</script>", "not allowed"),
            ('<iframe src="file:///etc/passwd"/>', "not allowed"),
            ('<img src="http://127.0.0.1/x"/>', "part of the template"),
            ('<img src="file:///etc/passwd"/>', "part of the template"),
            ('<p onclick="x()"/>', "not allowed"),
            ('<p style="background:url(http://x)"/>', "load"),
            ("<style>@import 'http://x'</style>", "load"),
            ("<p>", "well-formed"),
            ("<p>&xxe;</p>", "well-formed"),
            ("<?php x ?>", "not allowed"),
        ):
            with self.subTest(body), self.assertRaisesRegex(ValidationError, words):
                self.create_template(GOOD + "\n" + body)

    def test_a_body_has_to_show_qr_number_code_and_copy(self):
        with self.assertRaisesRegex(ValidationError, "qr, copy"):
            self.create_template('<p><t t-out="number"/><t t-out="code"/></p>')

    def test_the_faulty_line_is_named(self):
        with self.assertRaisesRegex(ValidationError, "Line 3"):
            self.create_template(GOOD + '\n<p/>\n<t t-out="nmber"/>')

    def test_who_may_edit(self):
        template = self.env.ref("g2p_voucher_qr.voucher_template_default")
        template.with_user(self.manager).write({"name": "Ours"})
        for user in (self.issuer, self.auditor, self.visitor):
            with self.assertRaises(AccessError):
                template.with_user(user).write({"name": "Mine"})
        with self.assertRaises(AccessError):
            template.with_user(self.visitor).action_preview()
