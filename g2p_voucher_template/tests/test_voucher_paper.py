import base64
import io
import zlib
from contextlib import nullcontext
from unittest.mock import patch

from PIL import Image, ImageChops, ImageDraw, ImageStat

from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger
from odoo.tools.pdf import PdfFileReader

from ..models import g2p_voucher_template_print as template_print
from ..models.g2p_voucher_template_preview import EXAMPLES
from ..tools import look, pdf, pictures
from . import printed
from .common import TEMPLATES, Photograph, TemplateCase


@tagged("post_install", "-at_install")
class TestVoucherPaper(TemplateCase):
    """With the real renderer; read by programs that are independent of the addon."""

    def test_a_template_of_many_pages_is_not_taken_apart(self):
        template = self.template()
        body = f'{template.body}<div style="min-height: 99999px"> </div>'
        with patch.object(pdf, "PdfFileWriter") as writer:
            answer = template.preview_draft(body, "A5", as_pdf=True)
        self.assertIn("does not fit on one A5 page", answer["error"])
        writer.assert_not_called()

    def test_every_paper_shows_a_qr_of_35_mm_or_more(self):
        for name in TEMPLATES:
            template = self.template(name)
            for example in ("usual", "long", "capitals", "arabic"):
                values = template._example_values(example)
                with self.subTest(name, example=example):
                    [(text, width)] = printed.codes(template._pdf(values))
                    self.assertEqual(text, values["payload"])
                    self.assertGreaterEqual(width, 35)

    def test_pages_of_another_renderer_are_measured_and_compared_too(self):
        template = self.template()
        values = template._example_values()
        dense = {**values, "payload": "A1" * 1500}
        for body, tried, words in (
            (self.wide(template, 50), values, "less than 35 mm"),
            (
                template.body.replace('t-out="qr"', 't-out="qr" style="display:none"'),
                values,
                "once",
            ),
            (
                template.body.replace("<ol>", '<p style="width:20%" t-out="qr"/><ol>'),
                values,
                "once",
            ),
            (self.wide(template, 90), dense, "squares below"),
        ):
            template.body = body
            refused = self.assertRaisesRegex(UserError, words)
            with self.subTest(words), self.other_renderer(), refused:
                template._pdf(tried)

    def test_another_renderer_that_mixes_up_two_vouchers_issues_neither(self):
        template = self.template()
        values = [template._example_values(name) for name in ("usual", "long")]

        class Mixed(Photograph):
            def pages(self, content, count, sides=1):
                return super().pages(content, count, sides)[::-1]

        with patch.object(type(template), "_renderer", lambda self: Mixed()):
            drawn = [template._with_qr(one) for one in values]
            pages = template._drawn_pages(drawn)
            problems = [template._problem(*pair) for pair in zip(drawn, pages, strict=True)]
        self.assertEqual(problems, ["qr", "qr"])

    def test_arabic_is_shaped_and_runs_from_right_to_left(self):
        self.env["res.lang"]._activate_lang("ar_001")
        template = self.template("voucher_template_arabic").copy({"lang": "ar_001"})
        values = template._example_values("arabic")
        self.assertIn('lang="ar-001" dir="rtl"', template._html(values))
        content = template._pdf(values)
        words = printed.words(content)
        # digits and numbers stay in their order; letters are unchanged
        for text in ("رقم", "القسيمة", "وزارة الصحة", "V2026-0000000", "100,000.00", "1984"):
            self.assertIn(text, words)
        page = printed.pages(content)[0].convert("L")
        margin = page.crop((page.width - 40, 0, page.width, page.height))
        self.assertEqual(margin.getextrema(), (255, 255), "nothing beyond the margin")
        [(text, _width)] = printed.codes(content)
        self.assertEqual(text, values["payload"])

    def test_a_qr_too_small_hidden_or_double_is_refused(self):
        template = self.template()
        values = template._example_values()
        for body, words in (
            (self.wide(template, 50), "less than 35 mm"),
            (template.body.replace('t-out="qr"', 't-out="qr" style="display:none"'), "once and"),
            (template.body.replace("<ol>", '<p style="width:20%" t-out="qr"/><ol>'), "once and"),
        ):
            template.body = body
            with self.subTest(words), self.assertRaisesRegex(UserError, words):
                template._pdf(values)

    def test_a_qr_that_is_not_wholly_on_the_page_is_refused(self):
        template = self.template()
        drawn = template._with_qr(template._example_values())
        page = template._drawn_pages([drawn])[0]
        self.assertIsNone(template._problem(drawn, page))
        with patch.dict(pdf.SIZES, {template.paper: (60, 210)}):
            self.assertEqual(template._problem(drawn, page), "qr")

    def test_a_dense_qr_is_refused(self):
        template = self.template()
        values = {**template._example_values(), "payload": "A1" * 1500}
        template.body = self.wide(template, 90)
        with self.assertRaisesRegex(UserError, "squares below"):
            template._pdf(values)

    def test_a_page_with_the_qr_of_another_voucher_is_refused(self):
        template = self.template()
        first = template._with_qr(template._example_values())
        second = template._with_qr(template._example_values("long"))
        page = template._drawn_pages([first])[0]
        self.assertEqual(template._problem(second, page), "qr")
        self.assertIsNone(template._problem(first, page))

    def test_saving_says_that_the_longest_example_does_not_fit(self):
        template = self.template("voucher_template_a6").copy().with_user(self.manager)
        much = "<p>One more condition of this aid.</p>" * 40
        for body, words in (
            (template.body.replace("<ol>", much + "<ol>"), "longest example.*one A6 page"),
            (self.wide(template, 50), "less than 35 mm"),
        ):
            refused = self.assertRaisesRegex(ValidationError, words)
            with self.subTest(words), refused, self.cr.savepoint():
                template.write({"body": body})
        template.write({"body": template.body.replace("To the service", "To the")})

    def test_the_draft_is_shown_without_being_saved(self):
        template = self.template().with_user(self.manager)
        answer = template.preview_draft(template.body, "A5", None, "long")
        self.assertIn("Wilhelmina", answer["html"])
        self.assertNotIn("<script", answer["html"])
        self.assertEqual((answer["width"], answer["height"]), pdf.viewport("A5"))
        broken = template.preview_draft("<p>\n<b>", "A5")
        self.assertIn("Line 2", broken["error"])
        self.assertIn("error", template.preview_draft(template.body, "A0"))
        self.assertIn("pdf", template.preview_draft(template.body, "A5", as_pdf=True))

    def test_the_logo_is_part_of_the_page(self):
        self.company.logo = False
        self.assertEqual(self.template()._logo(self.company), "")
        self.company.logo = (
            "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5"
            "ErkJggg=="
        )
        self.assertIn("data:image/png;base64,", self.template()._logo(self.company))

    def logo_on_paper(self, logo):
        """(the logo in the renderer's output, the stored one) on a page with this logo."""
        target = io.BytesIO()
        logo.save(target, "PNG")
        self.company.logo = base64.b64encode(target.getvalue())
        template, found = self.template(), []
        values = template._example_values()
        for kept in (patch.object(pictures, "shrink"), nullcontext()):
            with kept:
                # the logo is on the page for the provider
                page = PdfFileReader(io.BytesIO(template._pdf(values))).pages[0]
            found += pictures._pictures(page)
        return found

    def drawn(self):
        """A logo of two colours with smooth edges, on a transparent background."""
        large = Image.new("RGBA", (2400, 512))
        pen = ImageDraw.Draw(large)
        pen.ellipse((10, 10, 500, 500), fill=(20, 83, 45))
        for at in range(600, 2300, 120):
            pen.line((at, 40, at + 100, 470), fill=(85, 96, 109), width=36)
        return large.resize((600, 128), Image.Resampling.LANCZOS)

    def test_a_logo_takes_little_of_the_file_and_looks_the_same(self):
        photograph, stored = self.logo_on_paper(self.drawn())
        size = [len(it._data) + len(it["/SMask"]._data) for it in (photograph, stored)]
        self.assertEqual(photograph["/Filter"], "/DCTDecode")
        self.assertEqual(stored["/ColorSpace"][0], "/Indexed")
        self.assertLess(size[1], size[0] / 2)
        _kind, _base, last, palette = stored["/ColorSpace"]
        shape = (stored["/Width"], stored["/Height"])
        shown = Image.frombytes("P", shape, zlib.decompress(stored._data))
        shown.putpalette(bytes(palette.original_bytes))
        self.assertLess(shown.getextrema()[1], last + 1)
        before = Image.open(io.BytesIO(photograph._data)).convert("RGB")
        gaps = ImageStat.Stat(ImageChops.difference(before, shown.convert("RGB"))).mean
        self.assertLess(max(gaps), 4)

    def test_a_photograph_as_logo_stays_one(self):
        noise = [Image.effect_noise((300, 100), 120) for _channel in "RGB"]
        photograph, stored = self.logo_on_paper(Image.merge("RGB", noise))
        self.assertEqual(stored["/Filter"], "/DCTDecode")
        self.assertEqual(stored._data, photograph._data)

    def test_the_papers_that_come_with_the_addon_show_all_that_is_required(self):
        for name in TEMPLATES:
            template = self.template(name).copy().with_user(self.manager)
            with self.subTest(name):
                template.write({"body": f"{template.body} "})

    def test_required_values_cannot_be_hidden(self):
        template = self.template().copy().with_user(self.manager)
        code = '<span t-out="code"/>'
        self.assertIn(code, template.body)
        number, seen = '<strong><span t-out="number"/></strong>', "number” cannot be read"
        for former, now, words in (
            (number, '<span style="display:none" t-out="number"/>', seen),
            (number, '<span style="font-size:0" t-out="number"/>', seen),
            (number, '<span style="font-size:3px" t-out="number"/>', seen),
            (number, '<span style="color:#ffffff" t-out="number"/>', seen),
            (number, '<span style="color:#f4f4f4" t-out="number"/>', seen),
            (number, '<span style="color:rgba(0,0,0,0)" t-out="number"/>', seen),
            (number, '<span style="opacity:0" t-out="number"/>', seen),
            (number, '<div style="padding-left:2000px" t-out="number"/>', "does not fit"),
            (number, '<div style="max-width:0;font-size:0" t-out="number"/>', seen),
            (number, '<t t-if="sheets" t-out="number"/>', "number” may not be readable"),
            (number, '<t t-if="birth_year" t-out="number"/>', "number” may not be readable"),
            (
                number,
                '<t t-if="number == \'V2026-0000000\'" t-out="number"/>',
                "number” may not be readable",
            ),
            (code, '<span style="color:#fff" t-out="code"/>', "typed code in groups” cannot"),
            (
                '<strong t-out="beneficiary"/>',
                '<b style="opacity:0" t-out="beneficiary"/>',
                "name of",
            ),
            ('<span t-out="amount"/>', '<i style="color:#fff" t-out="amount"/>', "amount with its"),
            (
                '<span t-out="valid_until"/>',
                '<i style="font-size:0" t-out="valid_until"/>',
                "last day",
            ),
            (
                'COPY <span t-out="copy"/>',
                '<i style="color:#14532d" t-out="copy"/>',
                "number of the copy",
            ),
            ('<div t-out="qr"/>', '<div style="opacity:0" t-out="qr"/>', "QR code"),
            ('<div t-out="qr"/>', '<div style="display:none" t-out="qr"/>', "QR code"),
            (
                '<strong t-out="beneficiary"/>',
                '<b style="text-transform:uppercase" t-out="beneficiary"/>',
                "different letters",
            ),
        ):
            self.assertIn(former, template.body)
            refused = self.assertRaisesRegex(ValidationError, words)
            with self.subTest(now), refused, self.cr.savepoint():
                template.write({"body": template.body.replace(former, now)})

    def test_words_printed_over_each_other_are_refused(self):
        template = self.template().copy().with_user(self.manager)
        number = '<strong><span t-out="number"/></strong>'
        over = (
            '<table style="table-layout:fixed"><tr><td style="width:2px;white-space:nowrap">{}</td>'
        )
        over += '<td style="white-space:nowrap">OTHERWORDS AND MORE</td></tr></table>'
        with self.assertRaisesRegex(ValidationError, "printed over"), self.cr.savepoint():
            template.write({"body": template.body.replace(number, over.format(number))})

    def test_values_hidden_in_part_or_on_some_vouchers_are_refused(self):
        template = self.template().copy().with_user(self.manager)
        number = '<strong><span t-out="number"/></strong>'
        target = io.BytesIO()
        Image.new("1", (8, 8)).save(target, "PNG")
        source = base64.b64encode(target.getvalue()).decode()
        known = f"program == '{EXAMPLES['usual']['program']}'"
        cover = f'<img width="150" height="30" src="data:image/png;base64,{source}"/>'
        narrow = '<table style="table-layout:fixed"><tr><td style="width:20px;white-space:nowrap">'
        for now in (
            # a picture over all but the first letters
            f'{narrow}<span t-out="number"/></td><td>{cover}</td></tr></table>',
            # tiny letters in many lines are as high as large ones in one
            '<div style="font-size:2px;width:6px;word-break:break-all" t-out="number"/>',
            # white text, while a visible decoy moves when it changes
            '<div style="font-family:serif"><span style="color:#fff" t-out="number"/>VISIBLE</div>',
            # the visible text exists only for the example
            f'<i style="color:#fff" t-out="number"/><b t-if="{known}" t-out="number"/>',
        ):
            refused = self.assertRaisesRegex(ValidationError, "number” cannot be read")
            with self.subTest(now[:60]), refused, self.cr.savepoint():
                template.write({"body": template.body.replace(number, now)})
        # off the page when the name is long
        row = '<table><tr><td class="code" t-out="beneficiary"/><td class="code" t-out="number"/>'
        body = template.body.replace(number, "")
        body = body.replace('<div class="v">', f'<div class="v">{row}</tr></table>')
        with self.assertRaisesRegex(ValidationError, "number” cannot be read"):
            template.write({"body": body})

    def test_without_the_programs_that_read_pages_nothing_is_saved(self):
        template = self.template().copy().with_user(self.manager)
        missing = patch.object(look, "_run", side_effect=look.LookError("pdftoppm: missing"))
        with missing, self.assertRaisesRegex(ValidationError, "pdftoppm.*poppler-utils"):
            template.write({"body": f"{template.body} "})

    def test_one_voucher_occupies_the_renderer_only_for_seconds(self):
        template = self.template()
        values = template._example_values()
        waited = patch.object(
            pdf.subprocess, "run", side_effect=pdf.subprocess.TimeoutExpired("x", 1)
        )
        refused = self.assertRaisesRegex(UserError, "voucher could not be printed")
        with waited as run, refused, mute_logger(template_print.__name__):
            template._pdf(values)
        self.assertLess(run.call_args.kwargs["timeout"], 60)

    def test_halves_are_tried_only_as_long_as_needed(self):
        template = self.template()
        values = template._example_values()
        with patch.object(template_print.pdf, "split", lambda _content, _count, _sides: []):
            found = template._print([values, values])
        self.assertEqual([problem is None for _content, problem in found], [False, False])
