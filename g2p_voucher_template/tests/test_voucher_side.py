import io
from unittest.mock import patch

from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged
from odoo.tools.pdf import PdfFileReader

from ..const import PLACES
from . import printed
from .common import TEMPLATES, TemplateCase


@tagged("post_install", "-at_install")
class TestVoucherSide(TemplateCase):
    """The page for the holder, with the real renderer; read by independent programs."""

    def sided(self, name="voucher_template_default", **vals):
        template = self.template(name)
        template.write({"holder_side": True, **vals})
        return template

    def sides(self, content):
        """(text of the file, number of its pages)."""
        return printed.words(content), len(PdfFileReader(io.BytesIO(content)).pages)

    def test_every_paper_has_one_page_for_the_holder_with_every_example(self):
        for name in TEMPLATES:
            template = self.sided(name)
            for example in template._examples():
                values = template._example_values(example)
                with self.subTest(name, example=example):
                    content = template._pdf(values)
                    words, count = self.sides(content)
                    self.assertEqual(count, 2)
                    [(text, _width)] = printed.codes(content)
                    self.assertEqual(text, values["payload"])
                    self.assertIn("This side is for you", words)
                    self.assertIn("If it is lost or stolen", words)
                    seen = [n for n in range(1, 10) if f"City General Hospital {n}" in words]
                    self.assertEqual(len(seen), PLACES[template.paper])
                    self.assertIn(f"There are {120 - len(seen)} more", words)

    def test_its_sentences_depend_on_the_voucher(self):
        template = self.sided()
        values = template._example_values()
        for facts, there, missing in (
            (
                {},
                ["Type your PIN yourself", "Never write it on this sheet"],
                ["Ask the office where"],
            ),
            ({"needs_pin": False}, ["Take an identity document"], ["PIN"]),
            (
                {"places": [], "places_count": 0},
                ["Ask the office where you can use it."],
                ["City General", "more. Ask"],
            ),
            ({"phone": "", "email": ""}, ["Questions? Ask"], ["+254", "@"]),
        ):
            shown = {**values, "holder": {**values["holder"], **facts}}
            words, _count = self.sides(template._pdf(shown))
            for text in there:
                self.assertIn(text, words)
            for text in missing:
                self.assertNotIn(text, words)

    def test_markup_and_long_names_in_the_facts_are_only_text(self):
        template = self.sided("voucher_template_a6")
        values = template._example_values()
        odd = "<b>Clinic</b> & <script>alert(1)</script>"
        facts = {**values["holder"], "places": [(odd, "x" * 500)] * 3, "office": odd}
        words, count = self.sides(template._pdf({**values, "holder": facts}))
        self.assertIn(odd, words)
        self.assertEqual(count, 2)

    def test_each_of_many_has_its_own_and_the_language_of_its_holder(self):
        self.env["res.lang"]._activate_lang("ar_001")
        template = self.sided()
        many = []
        for at, lang in enumerate(("en_US", "ar_001", "en_US")):
            values = template._example_values()
            holder = {**values["holder"], "lang": lang, "amount": f"$ {at}77.00"}
            many.append({**values, "number": f"V2026-000000{at}", "holder": holder})
        html = template._html(*many)
        self.assertEqual(html.count('<div class="g2p-side"'), 3)
        self.assertEqual(html.count('dir="rtl"'), 1)
        self.assertIn('lang="ar-001"', html)
        for at, (content, problem) in enumerate(template._pdfs(many)):
            self.assertIsNone(problem)
            words, count = self.sides(content)
            self.assertEqual(count, 2)
            self.assertEqual(words.count(f"V2026-000000{at}"), 2)
            self.assertIn(f"{at}77.00", words)
            self.assertNotIn(f"{at + 1}77.00", words)

    def test_its_texts_are_translated(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        template = self.sided()
        view = self.env.ref("g2p_voucher_template.holder_side")
        title = "This side is for you"
        view.update_field_translations("arch_db", {"fr_FR": {title: "Ce côté est pour vous"}})
        values = template._example_values()
        values["holder"]["lang"] = "fr_FR"
        words, _count = self.sides(template._pdf(values))
        self.assertIn("Ce côté est pour vous", words)
        self.assertIn("Voucher number", words, "the layout keeps its language")

    def test_a_page_that_overflows_is_refused_and_fails_alone(self):
        template = self.sided("voucher_template_a6")
        values = template._example_values()
        long = {**values, "holder": {**values["holder"], "covers": "Medical assistance " * 200}}
        refused = self.assertRaisesRegex(UserError, "does not fit on one A6 page")
        with refused:
            template._pdf(long)
        problems = [bool(problem) for _content, problem in template._pdfs([values, long, values])]
        self.assertEqual(problems, [False, True, False])

    def test_without_it_a_voucher_has_one_page_as_before(self):
        template = self.sided(holder_side=False)
        values = template._example_values()
        words, count = self.sides(template._pdf(values))
        self.assertEqual(count, 1)
        self.assertNotIn("This side is for you", words)

    def test_new_templates_have_it_and_turning_it_on_is_checked(self):
        Template = self.env["g2p.voucher.template"].with_user(self.manager)
        body = self.template().body
        template = Template.create({"name": "Mine", "paper": "A5", "body": body})
        self.assertTrue(template.holder_side)
        template.holder_side = False
        with (
            patch.dict(PLACES, A5=8),
            patch.object(
                type(template), "_example_holder", autospec=True, side_effect=self.too_much
            ),
        ):
            refused = self.assertRaisesRegex(ValidationError, "longest example.*one A5 page")
            with refused, self.cr.savepoint():
                template.holder_side = True
        template.holder_side = True

    def too_much(self, template, values):
        return {**self.facts, "covers": "Medical assistance " * 300}

    def setUp(self):
        super().setUp()
        template = self.template()
        self.facts = template._example_holder(template._example_values())

    def test_templates_that_exist_keep_their_one_page(self):
        Template = self.env["g2p.voucher.template"]
        kept = self.template().copy()
        self.env.flush_all()
        self.cr.execute("UPDATE g2p_voucher_template SET holder_side = NULL")
        Template._init_column("holder_side")
        kept.invalidate_recordset()
        self.assertFalse(kept.holder_side)

    def test_the_preview_shows_the_layout_and_the_file_both(self):
        template = self.sided()
        mine = template.with_user(self.manager)
        answer = mine.preview_draft(template.body, "A5", template_id=template.id)
        self.assertNotIn("This side is for you", answer["html"])
        action = template.with_user(self.manager).action_preview()
        self.assertEqual(action["url"], f"/voucher/template/{template.id}/preview")
