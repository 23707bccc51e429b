import base64

from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.g2p_suite_base.tools import actions

from ..tools import masking, pdf, template_check

SPECIMEN = "SPECIMEN " * 40  # about as long as a signed text
EXAMPLES = {
    "usual": {
        "program": "Emergency surgery assistance",
        "beneficiary": "Amina Kaboré",
        "covers": "Medical assistance",
    },
    "long": {
        "program": "National programme of immediate assistance in health emergencies",
        "beneficiary": "Maria Magdalena Wilhelmina van den Berg-Oyelaran de Vasconcelos",
        "covers": "Medical assistance at a provider of the programme, with what belongs to it",
        "office": "Ministry of Health and Social Protection, Regional Office of the North-East",
        "sheets": "2",
    },
    "capitals": {
        "program": "Emergency surgery assistance",
        "beneficiary": "MAXIMILIANALEXANDROWITSCHHOHENLOHEWALDENBURGSCHILLINGSFUERST",
        "covers": "Medical assistance",
    },
    "arabic": {
        "program": "برنامج المساعدة الفورية",
        "beneficiary": "عبد الرحمن بن محمد الأنصاري",
        "covers": "مساعدة طبية",
        "office": "وزارة الصحة",
    },
}
EXAMPLE = {
    "number": "V2026-0000000",
    "code": "0000-0000-0000-00",
    "copy": "1",
    "sheets": "",
    "amount": "$ 100,000.00",
    "currency": "USD",
    "birth_year": "1984",
    "valid_from": "1 Jan 2026",
    "valid_until": "31 Mar 2026",
    "issued_on": "1 Jan 2026",
}


class G2PVoucherTemplate(models.Model):
    """The preview for the author."""

    _inherit = "g2p.voucher.template"

    preview = fields.Char(compute="_compute_preview", help="Place of the preview in the form.")

    # === COMPUTE === #
    def _compute_preview(self):
        self.preview = False

    # === ACTIONS === #
    def action_preview(self):
        """The template with example values, as PDF; for those who may write templates."""
        self.ensure_one()
        self.browse().check_access("write")
        self.check_access("read")
        return actions.address(f"/voucher/template/{self.id}/preview")

    @api.model
    def preview_draft(
        self, body, paper, lang=None, example="usual", as_pdf=False, template_id=None
    ):
        """An unsaved body with example values, for users who may edit templates.

        :return: dict(html, width, height) in CSS pixels, or dict(pdf) in base64, or
            dict(error), a sentence with the faulty line
        """
        self.check_access("write")
        vals = {"name": self.env._("Draft"), "body": body, "paper": paper, "lang": lang}
        known = self.browse(template_id if isinstance(template_id, int) else None)
        draft = self.new(vals, origin=known)
        try:
            draft._check_body()
            values = draft._example_values(example)
            if as_pdf:
                return {"pdf": base64.b64encode(draft._pdf(values)).decode()}
            width, height = pdf.viewport(draft.paper)
            front = draft._html({**values, "holder": None})
            return {"html": str(front), "width": width, "height": height}
        except (UserError, KeyError) as err:  # KeyError: an unknown paper or example
            return {"error": str(err)}

    # === Examples === #
    def _examples(self):
        """The names of the examples."""
        return tuple(EXAMPLES)

    def _example_values(self, example="usual", profile=None):
        """Values of a fictitious voucher; the QR code is as large as a real one, but not valid.

        :param profile: of the QR text; see `_example_payload`
        """
        # sudo: name and logo, as they are printed
        company = (self.company_id or self.env.company).sudo()
        names = dict.fromkeys(template_check.NAMES, "")
        values = {**names, **EXAMPLE, "office": company.name, **EXAMPLES[example]}
        masked = masking.mask_name(values["beneficiary"])
        logo = self._logo(company) if example != "long" else Markup("")
        return {
            **values,
            "beneficiary_masked": masked,
            "logo": logo,
            "holder": self._example_holder(values),
            "payload": self._example_payload(values["program"], masked, profile),
        }

    # === HOOKS === #
    def _example_payload(self, program, masked, profile=None):
        """The text of an example's QR code. An addon that writes real ones returns its densest, or
        that of the profile.

        :param str program: name of the programme
        :param str masked: the holder's masked name
        """
        return SPECIMEN
