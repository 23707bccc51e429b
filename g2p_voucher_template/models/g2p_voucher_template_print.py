import base64
import io
import logging
import unicodedata
from contextlib import contextmanager
from itertools import zip_longest

from lxml import etree
from markupsafe import Markup
from PIL import Image

from odoo import models
from odoo.exceptions import UserError
from odoo.tools import find_in_path

from ..tools import pdf, pictures, qr, rtl, template_check
from .g2p_voucher_template_side import STYLE

_logger = logging.getLogger(__name__)

PAGE = Markup(
    '<!DOCTYPE html><html lang="%s" dir="%s"><head><meta charset="utf-8"/></head>'
    '<body style="margin:0">%s</body></html>'
)
#: nothing leaves its voucher's box, long words break, and each voucher starts a new page
BOX = "overflow:hidden;word-wrap:break-word;word-break:break-word;page-break-inside:auto"
BREAK = f"{BOX};page-break-after:always"
MIN_WIDTH = 35  # millimetres of the QR symbol on paper
MIN_MODULE = 0.45  # millimetres of one of its squares
LOGO_SIZE = (640, 160)  # pixels, at most: 300 an inch on paper
LOGO = Markup('<img alt="" height="64" src="data:image/png;base64,%s"/>')
CONTROLS = ("Cc", "Cf")  # includes characters that change the direction of writing
JOINERS = "\u200c\u200d"  # format characters that some scripts are written with


class G2PVoucherTemplate(models.Model):
    """Prints vouchers to files of one page each, or two with the page for the holder; many in one
    run of the renderer."""

    _inherit = "g2p.voucher.template"

    # === Values === #
    def _plain(self, text):
        """The text without invisible characters, which could change its meaning."""
        kept = (
            char
            for char in " ".join((text or "").split())
            if char in JOINERS or unicodedata.category(char) not in CONTROLS
        )
        return "".join(kept)

    def _logo(self, company):
        """The company's own logo as a small picture inside the page; empty without one."""
        if company.uses_default_logo or not company.logo:
            return Markup("")
        target = io.BytesIO()
        try:
            with Image.open(io.BytesIO(base64.b64decode(company.logo))) as picture:
                small = picture.convert("RGBA")
                small.thumbnail(LOGO_SIZE)
                pictures.coarse(small).save(target, "PNG", optimize=True)
        except (OSError, ValueError, Image.DecompressionBombError):
            return Markup("")  # a vector drawing or a broken file: the voucher is valid without it
        return LOGO % base64.b64encode(target.getvalue()).decode()

    # === As HTML === #
    def _html(self, *vouchers):
        """A self-contained document with the vouchers in sequence: it loads nothing from
        elsewhere."""
        self.ensure_one()
        drawn = [values if "symbol" in values else self._with_qr(values) for values in vouchers]
        plain = [{name: values[name] for name in template_check.NAMES} for values in drawn]
        if self._sides(drawn) == 2:
            for shown, values in zip(plain, drawn, strict=True):
                shown["holder_html"] = self._holder_html(values)
        # minimal_qcontext: neither env nor request nor records reach the template
        body = self.env["ir.qweb"]._render(
            self._document(), {"vouchers": plain}, minimal_qcontext=True
        )
        body = Markup(rtl.isolate(body))  # noqa: S704 (rendered just now)
        if self._sides(drawn) == 2:
            body = STYLE + body
        code = self._language()
        return PAGE % (code.replace("_", "-"), self._direction(), body)

    def _with_qr(self, values):
        """The values with the QR code as markup, and as boxes to compare a page with."""
        markup, symbol = qr.draw(values["payload"])
        return {**values, "qr": Markup(markup), "symbol": symbol}  # noqa: S704 (our own markup)

    def _document(self):
        """The checked body once per voucher, compiled once, inside our own elements."""
        loop = etree.Element("t", {"t-foreach": "vouchers", "t-as": "voucher"})
        for name in template_check.NAMES:
            etree.SubElement(loop, "t", {"t-set": name, "t-value": f"voucher['{name}']"})
        back = "voucher.get('holder_html')"
        style = f"'{BOX}' if voucher_last and not {back} else '{BREAK}'"
        box = etree.SubElement(loop, "section", {"t-att-style": style})
        try:
            box.append(template_check.parse(self.body))
        except template_check.TemplateError as err:  # older than a rule
            raise UserError(self._explain(err)) from err
        style = f"'{BOX}' if voucher_last else '{BREAK}'"
        side = etree.SubElement(loop, "section", {"t-if": back, "t-att-style": style})
        etree.SubElement(side, "t", {"t-out": back})
        root = etree.Element("t")
        root.append(loop)
        return root

    def _language(self):
        return self.lang or self.env.lang or "en_US"

    def _direction(self, code=None):
        # sudo: languages are not confidential
        lang = self.env["res.lang"].sudo()._lang_get(code or self._language())
        return lang.direction or "ltr"

    # === As PDF === #
    def _pdf(self, values):
        """PDF bytes of one voucher on one page; UserError if that fails."""
        [(content, problem)] = self._print([values])
        if problem:
            raise UserError(problem)
        return content

    def _pdfs(self, vouchers):
        """For each voucher (bytes, None), or (None, the reason why it cannot be printed)."""
        try:
            if len(vouchers) == 1:
                return [(self._pdf(vouchers[0]), None)]
            return self._print(vouchers)
        except UserError as err:  # the renderer failed, or the only voucher did
            return [(None, str(err)) for _voucher in vouchers]

    def _print(self, vouchers):
        """One run of the renderer for all; if the pages do not match the vouchers, print the halves
        separately, so that a voucher that overflows fails alone."""
        vouchers = [values if "symbol" in values else self._with_qr(values) for values in vouchers]
        with self._explained_failure():
            pages = self._drawn_pages(vouchers)
        alone = len(vouchers) == 1
        if pages:
            pairs = zip_longest(vouchers, pages)
            problems = [self._problem(values, page) for values, page in pairs]
            if alone or "qr" not in problems:
                return [
                    (None, self._sentence(problem, values)) if problem else (page.content, None)
                    for values, page, problem in zip(vouchers, pages, problems, strict=True)
                ]
        elif alone:
            return [(None, self._sentence("overflow", vouchers[0]))]
        middle = len(vouchers) // 2
        return self._print(vouchers[:middle]) + self._print(vouchers[middle:])

    def _drawn_pages(self, vouchers):
        """The pages of each voucher, with its QR codes; none if their number is wrong."""
        content = self._render_pdf(*vouchers)
        return self._renderer().pages(content, len(vouchers), self._sides(vouchers))

    def _problem(self, values, page):
        """The reason why the page is not this voucher's, as a key of `_sentence`."""
        text, boxes = values["payload"], values["symbol"]
        if len(page.symbols) != 1 or not page.symbols[0].is_of(text, boxes):
            return "qr"
        [symbol] = page.symbols
        if not symbol.is_inside(*pdf.SIZES[self.paper]):
            return "qr"
        if symbol.width < MIN_WIDTH:
            return "small"
        return "dense" if symbol.width / qr.size(boxes) < MIN_MODULE else None

    def _sentence(self, problem, values):
        """A sentence on the problem of a voucher."""
        _ = self.env._
        facts = {"name": self.name, "paper": self.paper, "number": values["number"]}
        sentences = {
            "overflow": _(
                "Template “%(name)s” does not fit on one %(paper)s page with the values of "
                "voucher %(number)s. Shorten it or use a larger paper.",
                **facts,
            ),
            "qr": _(
                "Template “%(name)s” does not show the QR code of voucher %(number)s once "
                "and completely on its %(paper)s page. A text above it may be too long: "
                "use a larger paper.",
                **facts,
            ),
            "small": _(
                "Template “%(name)s” prints the QR code of voucher %(number)s less than "
                "%(width)s mm wide: scanners would miss it. Make its column wider.",
                width=MIN_WIDTH,
                **facts,
            ),
            "dense": _(
                "The QR code of voucher %(number)s contains so much that template “%(name)s” "
                "prints squares below %(module)s mm. Make its column wider.",
                module=MIN_MODULE,
                **facts,
            ),
        }
        return sentences[problem]

    def _render_pdf(self, *vouchers):
        """The renderer's pages for the vouchers, not yet checked."""
        html = self._html(*vouchers)
        return self._renderer().render(html, self.paper, pdf.seconds(len(vouchers)))

    @contextmanager
    def _explained_failure(self):
        """Turn a failure of the renderer into a sentence for the officer; its output is logged."""
        try:
            yield
        except (OSError, pdf.PdfError) as err:
            _logger.warning("template %s: the renderer failed: %s", self.id, err)
            raise UserError(
                self.env._(
                    "The voucher could not be printed, so nothing was issued. Try again; if it "
                    "happens again, contact the server's administrator."
                )
            ) from err

    # === HOOKS === #
    def _renderer(self):
        """The `PdfRenderer` to print with."""
        return pdf.Wkhtmltopdf(find_in_path("wkhtmltopdf"))
