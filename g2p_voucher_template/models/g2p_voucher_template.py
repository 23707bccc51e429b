from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from odoo.addons.g2p_suite_base.tools import uninstall

from ..const import DEFAULT_TEMPLATE
from ..tools import template_check


class G2PVoucherTemplate(models.Model):
    """The layout of a printed voucher: QWeb over plain values."""

    _name = "g2p.voucher.template"
    _description = "Voucher template"
    _inherit = ["g2p.audit.mixin", "g2p.company.mixin"]
    _order = "name"

    _audit_fields = ("name", "paper", "lang", "body", "holder_side", "company_id", "active")

    name = fields.Char(required=True)
    paper = fields.Selection(
        [("A4", "A4"), ("A5", "A5"), ("A6", "A6")], default="A5", required=True
    )
    lang = fields.Selection(
        lambda self: self.env["res.lang"].get_installed(),
        "Language",
        help="For dates and amounts. Leave it empty for the language of the issuing officer.",
    )
    body = fields.Text(required=True, help="XML with t-if, t-else and t-out.")
    names_help = fields.Text("Values", compute="_compute_names_help")
    company_id = fields.Many2one(
        "res.company",
        default=lambda self: self.env.company,
        help="Empty: shared by all companies; only administrators can change it.",
    )
    active = fields.Boolean(default=True)

    # === COMPUTE === #
    def _compute_names_help(self):
        lines = [f"{name}: {text}" for name, text in template_check.NAMES.items()]
        self.names_help = "\n".join(lines)

    # === CRUD === #
    @api.model_create_multi
    def create(self, vals_list):
        templates = super().create(vals_list)
        templates._check_paper()
        return templates

    def write(self, vals):
        done = super().write(vals)
        if {"body", "paper", "lang", "holder_side"} & vals.keys():
            self._check_paper()
        return done

    @api.ondelete(at_uninstall=True)  # a context would switch it off otherwise
    def _unlink_except_default(self):
        if uninstall.is_under_way(self.env):
            return
        default = self.env.ref(DEFAULT_TEMPLATE, raise_if_not_found=False)
        if default and default in self:
            raise UserError(
                self.env._(
                    "“%(name)s” is the template of every programme that has none of its own, so it "
                    "cannot be deleted. Archive it to hide it.",
                    name=default.name,
                )
            )

    # === CHECKS === #
    @api.constrains("body")
    def _check_body(self):
        for template in self:
            try:
                template_check.check_shown(*template_check.read(template.body))
            except template_check.TemplateError as err:
                raise ValidationError(template._explain(err)) from err
            template._check_renders()

    def _explain(self, err):
        """A sentence on the author's mistake, its line and the fix."""
        _ = self.env._
        facts = {"detail": err.detail, "line": err.line}
        sentences = {
            "syntax": _("Line %(line)s is not well-formed: %(detail)s", **facts),
            "missing": _("The template does not show: %(detail)s.", **facts),
            "condition": _(
                "“%(detail)s” may not be readable on every voucher: it is inside a t-if, or in a "
                "t-out with other values. Put it in a t-out of its own, without a condition.",
                **facts,
            ),
            "style_condition": _(
                "Line %(line)s: a style cannot be inside a condition, because it could hide "
                "required values. Move it out of every t-if.",
                **facts,
            ),
            "tag": _("Line %(line)s: <%(detail)s> is not allowed in a voucher.", **facts),
            "attribute": _("Line %(line)s: “%(detail)s” is not allowed here.", **facts),
            "address": _(
                "Line %(line)s: a picture must be part of the template (data:image/"
                "png;base64,…), not an address.",
                **facts,
            ),
            "picture": _(
                "Line %(line)s: the picture (%(detail)s) is not a PNG or JPEG, or is too large.",
                **facts,
            ),
            "css": _(
                "Line %(line)s: the style “%(detail)s” is not allowed. Styles cannot load or "
                "move anything, and each selector must begin with a class.",
                **facts,
            ),
            "else": _(
                "Line %(line)s: “%(detail)s” must come right after the element with t-if.",
                **facts,
            ),
            "long": _("The template is longer than %(detail)s characters.", **facts),
            "deep": _(
                "Line %(line)s: the template has more than %(detail)s elements or is nested "
                "too deeply.",
                **facts,
            ),
            "span": _(
                "Line %(line)s: “%(detail)s” is not possible. A cell spans 1 to %(most)s columns "
                "or rows.",
                most=template_check.MAX_SPAN,
                **facts,
            ),
            "expression": _(
                "Line %(line)s: “%(detail)s” is not allowed as an expression. Use values from the "
                "list, with and, or, not, == and !=.",
                **facts,
            ),
            "name": _(
                "Line %(line)s: there is no value “%(detail)s”. See the list of values.",
                **facts,
            ),
        }
        return sentences[err.reason]
