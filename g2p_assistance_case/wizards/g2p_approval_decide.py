from odoo import api, fields, models

CASE = "g2p.assistance.application"
#: the language of the reasons as they are delivered
SOURCE = "en_US"


class G2PApprovalDecide(models.TransientModel):
    """The dialog of a decision, with what the person will read of it."""

    _inherit = "g2p.approval.decide"

    is_case = fields.Boolean(compute="_compute_is_case")
    preview = fields.Html(
        "What the person will read",
        compute="_compute_preview",
        sanitize=False,  # rendered here, from escaped texts
    )
    fund_note = fields.Html("Fund", compute="_compute_fund_note", sanitize=False)

    @api.depends("step_id")
    @api.depends_context("uid")
    def _compute_is_case(self):
        for dialog in self:
            dialog.is_case = bool(dialog._case())

    @api.depends("step_id")
    @api.depends_context("uid", "lang")
    def _compute_fund_note(self):
        for dialog in self:
            case = dialog._case()
            # the same block as on the form, by the same rule of who reads it
            dialog.fund_note = case.case_fund if case else False

    @api.depends("step_id", "action", "reason_id", "public_text")
    @api.depends_context("uid", "lang")
    def _compute_preview(self):
        for dialog in self:
            case = dialog._case() if dialog.action in ("reject", "return") else False
            dialog.preview = dialog._render_preview(case) if case else False

    def _case(self):
        """The case of the step, which the user may read; empty for other records."""
        self.step_id.check_access("read")
        request_sudo = self.step_id.sudo().request_id  # sudo: only finds the case of the step
        case = self.env[CASE].browse(request_sudo.res_id if request_sudo.model == CASE else ())
        return case if case and case.has_access("read") else case.browse()

    def _render_preview(self, case):
        """The texts in the person's language and, where it is another one, in the officer's."""
        theirs, mine = self._language_of(case), self.env.lang or SOURCE
        shown = [self._preview_in(case, theirs)]
        if mine != theirs:
            shown.append(self._preview_in(case, mine))
        return case._case_block("preview", shown=shown)

    @api.model
    def _language_of(self, case):
        """The language of the applicant's account, if it is installed; else the user's."""
        code = case.sudo().applicant_id.lang  # sudo: the language of the applicant's account
        return code if code in self._languages() else self.env.lang or SOURCE

    @api.model
    def _languages(self):
        return dict(self.env["res.lang"].get_installed())

    def _preview_in(self, case, code):
        """One language of the preview: what the page of the case says after the decision."""
        text, is_typed, is_missing = self._text_in(case, code)
        # the page is in the language of its reader
        page = self.env["ir.qweb"].with_context(lang=code)
        template = f"g2p_assistance_case.block_read_{self.action}"
        return {
            "language": self._languages().get(code, code),
            "code": code.replace("_", "-").split("@")[0],
            "page": page._render(template, {"text": text}),
            "is_empty": not text,
            "is_typed": is_typed,
            "is_missing": is_missing,
        }

    def _text_in(self, case, code):
        """(text, whether it is shown as typed, whether the office's list lacks the language)."""
        said, reason = self.public_text or "", self.reason_id
        if self.action == "return":
            return said, bool(said), False
        said = said or reason.public_text or ""
        text = case.with_context(lang=code)._public_text_of(said, reason.with_context(lang=code))
        is_typed = bool(said) and said not in case._texts_of(reason)
        source = reason.with_context(lang=SOURCE).public_text
        is_missing = bool(text) and not is_typed and code != SOURCE and text == source
        return text or "", is_typed, is_missing
