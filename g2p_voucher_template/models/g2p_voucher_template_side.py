from markupsafe import Markup

from odoo import fields, models

from ..const import PLACES

#: pixels of its letters, as in the templates that come with the addon
LETTERS = {"A4": "23px", "A5": "17px", "A6": "13.2px"}
#: letters of a name or place
LONGEST = 90

#: of the page: once in a document, since each copy would be applied to every voucher
STYLE = Markup(
    "<style>"
    '.g2p-side { font-family: "Noto Sans", "Noto Naskh Arabic", "Noto Sans Arabic", "DejaVu Sans",'
    " sans-serif; color: #16202b; line-height: 1.3; }"
    ".g2p-side-title { font-size: 1.5em; font-weight: bold; line-height: 1.2; }"
    ".g2p-side-head { font-size: 1.1em; font-weight: bold; margin: 0.75em 0 0.1em 0; }"
    ".g2p-side-amount { font-size: 1.5em; font-weight: bold; }"
    ".g2p-side-list { margin: 0; padding: 0 1.5em; }"
    ".g2p-side-foot { margin-top: 0.9em; padding-top: 0.5em; border-top: 2px solid #16202b; }"
    "</style>"
)


class G2PVoucherTemplate(models.Model):
    """The second page of a voucher: for the holder, in plain words of their language.

    It is the same for every layout, so that an office with its own templates has it too.
    """

    _inherit = "g2p.voucher.template"

    holder_side = fields.Boolean(
        "Page for the holder",
        default=True,
        help="A second page, in the language of the holder: what the voucher is for, where and how "
        "it is used, and what to do when it is lost. Printed on both sides of the paper, it is the "
        "back of the sheet.",
    )

    def _init_column(self, column_name):
        # templates that offices print with keep their one page
        if column_name != "holder_side":
            super()._init_column(column_name)

    def _sides(self, vouchers):
        """The number of pages of each voucher: all have the facts for the holder, or none has."""
        return 2 if self.holder_side and vouchers[0].get("holder") else 1

    def _holder_html(self, values):
        """The page for the holder of one voucher."""
        facts = values["holder"]
        shown = facts["places"][: PLACES[self.paper]]
        page = {
            **facts,
            "number": values["number"],
            "letters": LETTERS[self.paper],
            "places": [(_short(name), _short(place)) for name, place in shown],
            "more": facts["places_count"] - len(shown),
            "html_lang": facts["lang"].replace("_", "-"),
            "direction": self._direction(facts["lang"]),
        }
        qweb = self.env["ir.qweb"].with_context(lang=facts["lang"])
        # minimal_qcontext: as for the layout
        return Markup(  # noqa: S704 (rendered just now)
            qweb._render("g2p_voucher_template.holder_side", page, minimal_qcontext=True)
        )

    def _example_holder(self, values):
        """Facts for the holder of an example; the most that a page can have."""
        company = (self.company_id or self.env.company).sudo()  # sudo: as in _example_values
        place = "Main building: 2 Hospital Road, Northtown"
        return {
            "lang": self._language(),
            **{name: values[name] for name in ("program", "covers", "amount", "valid_until")},
            "office": values["office"],
            "phone": company.phone or "+254 700 000 100",
            "email": company.email or "office@relief.example",
            "needs_pin": True,
            "places": [(f"City General Hospital {at}", place) for at in range(1, 9)],
            "places_count": 120,
        }


def _short(text):
    """
    >>> _short("x" * 100)[-2:], len(_short("x" * 100)), _short("x")
    ('x…', 90, 'x')
    """
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"
