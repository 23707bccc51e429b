import secrets
import string

from odoo import models
from odoo.exceptions import UserError, ValidationError

from ..tools import look, masking, pdf, template_check

#: examples that must fit
LONGEST = ("long", "capitals")
#: an example and values for each kind of voucher, so that no value is missing on some of them
CASES = (
    ("usual", {"sheets": "", "birth_year": "1984", "copy": "1"}),
    ("long", {"sheets": "2", "birth_year": "", "copy": "7"}),
)


class G2PVoucherTemplate(models.Model):
    """The check when a template is saved: required values must be visible on paper.

    Each required value is printed twice, the second time with another text, and the two pages are
    compared like a reader would: a hidden value makes no visible difference.
    """

    _inherit = "g2p.voucher.template"

    # === CHECKS === #
    def _check_renders(self):
        """Check that QWeb accepts the checked body, with every example."""
        for example in self._examples():
            try:
                self._html(self._example_values(example))
            except UserError:
                raise
            except Exception as err:  # QWeb passes on any exception of a template
                raise ValidationError(
                    self.env._(
                        "The template cannot be filled in (%(cause)s). Look at its t-if and t-out.",
                        cause=type(err.__cause__ or err).__name__,
                    )
                ) from err

    def _check_paper(self):
        """Check that the template fits its paper even with a long name, and shows required values.

        Not for data of addons: their authors check them.
        """
        if self.env.su:
            return
        for template in self:
            template._check_fits()
            template._check_visible()

    def _check_fits(self, profile=None):
        for example in LONGEST:
            try:
                self._pdf(self._example_values(example, profile))
            except UserError as err:
                raise ValidationError(
                    self.env._(
                        "With the longest example this template cannot be printed: %(cause)s",
                        cause=str(err),
                    )
                ) from err

    def _check_visible(self):
        """Check that every required value is visible, as it is written, on every kind of voucher,
        in a place without a condition."""
        vals = {name: self[name] for name in ("name", "paper", "lang", "company_id")}
        body = template_check.unconditional(self.body)
        draft = self.new({**vals, "body": body}, origin=self)
        for template, (example, case) in ((draft, CASES[0]), *((self, case) for case in CASES)):
            values = {**template._with_random_digits(template._example_values(example)), **case}
            values = template._with_qr(values)
            codes = template._check_example(values).codes()
            # at issue, each voucher's own QR code is compared too
            if example not in LONGEST and codes not in (None, [values["payload"]]):
                raise ValidationError(self._sentence("qr", values))

    def _check_example(self, values):
        """The page of one voucher, after a check that every required value is visible: another text
        in its place must make a visible difference."""
        watched = self._checked_names()
        values = {**values, "holder": None}  # its page has no required values
        others = [{**values, name: _other(values[name])} for name in watched]
        first, *rest = self._read_pages([values, *others])
        for name, page in zip(watched, rest, strict=True):
            self._check_seen(name, values[name], first, page)
        return first

    def _checked_names(self):
        """The values whose visibility is checked."""
        used = template_check.read(self.body)[1]
        names = [name for name in template_check.REQUIRED if name not in ("qr", "beneficiary")]
        return [*names, *(name for name in template_check.HOLDER if name in used)]

    def _check_seen(self, name, text, page, other):
        facts = {"what": template_check.NAMES[name]}
        if page.is_spelt_otherwise(text):
            raise ValidationError(
                self.env._(
                    "“%(what)s” is printed in different letters than it is written. Remove the "
                    "style that changes letters.",
                    **facts,
                )
            )
        is_cut = page.is_cut(text, pdf.MARGINS[self.paper])
        is_seen = page.says(text) and page.change(other, text) >= look.MIN_HEIGHT
        if is_cut or not is_seen or page.is_overprinted(text):
            raise ValidationError(
                self.env._(
                    "“%(what)s” cannot be read on the paper: it is hidden, too small, too pale, "
                    "beyond the edge, printed over, or missing on some vouchers. It must be "
                    "visible on every voucher.",
                    **facts,
                )
            )

    # === Visibility === #
    def _read_pages(self, vouchers):
        """The pages of the vouchers, drawn and read by an independent program."""
        with self._explained_failure():
            content = self._render_pdf(*vouchers)
        try:
            pages = look.pages(content)
        except look.LookError as err:
            raise ValidationError(
                self.env._(
                    "The paper could not be checked (%(cause)s), so the template was not saved. "
                    "Ask the server's administrator to install poppler-utils.",
                    cause=str(err),
                )
            ) from err
        if len(pages) != len(vouchers):
            raise ValidationError(self._sentence("overflow", vouchers[0]))
        return pages

    def _with_random_digits(self, values):
        """The values with random digits, which a template cannot anticipate."""
        names = ("number", "code", "amount", "valid_until")
        return {**values, **{name: _scramble(values[name]) for name in names}}


def _scramble(text):
    return "".join(secrets.choice(string.digits) if char.isdigit() else char for char in text)


def _other(text):
    """Another text of about the same width, with the same lines: every digit is changed, and the
    letters of each word are reversed.

    >>> _other("31 Mar 2026"), _other("Amina Kaboré"), _other("1"), _other("A••••")
    ('86 Mar 7571', 'animA érobaK', '6', 'ooooA')
    """
    if not any(char.isdigit() for char in text):
        return " ".join(word[::-1] for word in text.replace(masking.DOT, "o").split())
    return "".join(str((int(char) + 5) % 10) if char.isdigit() else char for char in text)
