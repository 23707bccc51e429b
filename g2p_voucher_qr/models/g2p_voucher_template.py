import io

from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import find_in_path
from odoo.tools.misc import format_date, formatLang
from odoo.tools.pdf import PdfFileReader

from ..const import DAY
from ..tools import codes, pdf, qr, template_check

PAGE = Markup(
    '<!DOCTYPE html><html lang="%s" dir="%s"><head><meta charset="utf-8"/></head>'
    '<body style="margin:0">%s</body></html>'
)


class G2pVoucherTemplate(models.Model):
    """How a voucher looks on paper: QWeb over plain values."""

    _name = "g2p.voucher.template"
    _description = "Voucher template"
    _order = "name"

    name = fields.Char(required=True)
    paper = fields.Selection(
        [("A4", "A4"), ("A5", "A5"), ("A6", "A6")], default="A5", required=True
    )
    lang = fields.Selection(
        lambda self: self.env["res.lang"].get_installed(),
        "Language",
        help="Of dates and amounts; empty: the language of the issuing officer.",
    )
    profile = fields.Selection(
        [
            ("cwt", "CWT, Ed25519"),
            ("cwt_es256", "CWT, ES256"),
            ("jwt", "JWT, ES256 (for existing JWT readers)"),
        ],
        "QR text",
        default="cwt",
        required=True,
        help="What the QR code holds. A JWT makes the code about half as dense again: print it "
        "larger.",
    )
    body = fields.Text(required=True, help="XML with t-if, t-else and t-out.")
    names_help = fields.Text("Values", compute="_compute_names_help")
    company_id = fields.Many2one("res.company")
    active = fields.Boolean(default=True)

    # === COMPUTE === #
    def _compute_names_help(self):
        lines = [f"{name}: {text}" for name, text in template_check.NAMES.items()]
        self.names_help = "\n".join(lines)

    # === CHECKS === #
    @api.constrains("body")
    def _check_body(self):
        for template in self:
            try:
                template_check.parse(template.body)
            except template_check.TemplateError as err:
                raise ValidationError(template._explain(err)) from err

    def _explain(self, err):
        """The author's mistake, its line and what to do."""
        _ = self.env._
        facts = {"detail": err.detail, "line": err.line}
        sentences = {
            "syntax": _("Line %(line)s is not well-formed: %(detail)s", **facts),
            "missing": _("The template does not show: %(detail)s.", **facts),
            "tag": _("Line %(line)s: <%(detail)s> is not allowed in a voucher.", **facts),
            "attribute": _("Line %(line)s: “%(detail)s” is not allowed here.", **facts),
            "address": _(
                "Line %(line)s: a picture has to be part of the template (data:image/"
                "png;base64,…), not an address.",
                **facts,
            ),
            "css": _("Line %(line)s: styles may not load anything.", **facts),
            "expression": _(
                "Line %(line)s: “%(detail)s” is more than the template may compute. Use "
                "a value from the list, with and, or, not, == and !=.",
                **facts,
            ),
            "name": _(
                "Line %(line)s: there is no value “%(detail)s”. See the list of values.",
                **facts,
            ),
        }
        return sentences[err.reason]

    # === BUSINESS === #
    def _values(self, copy_sudo):
        """The plain values of a copy: text only, and the QR as ready markup."""
        self.ensure_one()
        voucher = copy_sudo.voucher_id
        env = self.with_context(lang=self._language()).env
        return {
            "program": voucher.program_id.name,
            "number": voucher.name,
            "code": codes.grouped(copy_sudo.code),
            "beneficiary": voucher.partner_id.name,
            "beneficiary_masked": voucher._beneficiary_masked(),
            "birth_year": str(voucher._birth_year() or ""),
            "covers": voucher.covers or "",
            "amount": formatLang(env, voucher.amount, currency_obj=voucher.currency_id),
            "currency": voucher.currency_id.name,
            "valid_from": format_date(env, voucher.valid_from, date_format=DAY),
            "valid_until": format_date(env, voucher.valid_until, date_format=DAY),
            "office": voucher.company_id.name,
            "issued_on": format_date(env, fields.Date.context_today(self), date_format=DAY),
            "copy": str(copy_sudo.number),
            "qr": Markup(qr.svg(copy_sudo.payload)),  # noqa: S704 (made by us)
        }

    def _html(self, values):
        """A self-contained page: nothing in it is loaded from anywhere."""
        self.ensure_one()
        plain = {name: values[name] for name in template_check.NAMES}
        # minimal_qcontext: neither env nor request nor records reach the template
        body = self.env["ir.qweb"]._render(
            template_check.parse(self.body), plain, minimal_qcontext=True
        )
        code = self._language()
        lang = self.env["res.lang"].sudo()._lang_get(code)
        return PAGE % (code.replace("_", "-"), lang.direction or "ltr", body)

    def _pdf(self, values):
        """PDF bytes of one voucher, which is one page."""
        content = self._run_wkhtmltopdf(self._html(values))
        if len(PdfFileReader(io.BytesIO(content), strict=False).pages) != 1:
            raise UserError(
                self.env._(
                    "Template “%(name)s” does not fit on one %(paper)s page with what "
                    "voucher %(number)s has to say. Shorten it or take a larger paper.",
                    name=self.name,
                    paper=self.paper,
                    number=values["number"],
                )
            )
        return content

    def _run_wkhtmltopdf(self, html):
        """The renderer's answer, or a sentence for the officer."""
        try:
            binary = find_in_path("wkhtmltopdf")
            return pdf.Wkhtmltopdf(binary).render(html, self.paper)
        except (OSError, pdf.PdfError) as err:
            raise UserError(
                self.env._(
                    "The voucher could not be printed and was not issued (%(cause)s). "
                    "Try again; if it happens again, tell the server's administrator.",
                    cause=str(err),
                )
            ) from err

    def _language(self):
        return self.lang or self.env.lang or "en_US"

    # === ACTIONS === #
    def action_preview(self):
        """The template with example values, as PDF."""
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_url",
            "url": f"/voucher/template/{self.id}/preview",
            "target": "new",
        }

    def _example_values(self):
        """Values of nobody's voucher; the QR leads nowhere."""
        return {
            **{name: name.replace("_", " ").title() for name in template_check.NAMES},
            "number": "V2026-0000000",
            "code": "0000-0000-0000-00",
            "copy": "1",
            "amount": "100,000.00",
            "qr": Markup(qr.svg("SPECIMEN " * 40)),  # noqa: S704 (made by us)
        }
