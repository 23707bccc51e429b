import secrets
import string

from odoo import models
from odoo.exceptions import UserError, ValidationError

from ..tools import look, masking, pdf, template_check

#: examples that have to fit
LONGEST = ("long", "capitals")
#: vouchers as they may be, so that nothing is shown on some of them only: an example, and values
CASES = (
    ("usual", {"sheets": "", "birth_year": "1984", "copy": "1"}),
    ("long", {"sheets": "2", "birth_year": "", "copy": "7"}),
)


class G2PVoucherTemplate(models.Model):
    """The guard when a template is saved: what a voucher has to say is seen on its paper.

    Each required value is printed twice, once as another one, and the two pages are compared as a
    person would: whatever hides the value, no difference is seen.
    """

    _inherit = "g2p.voucher.template"

    # === CHECKS === #
    def _check_renders(self):
        """QWeb takes what the check of the body has let pass, with every example."""
        for example in self._examples():
            try:
                self._html(self._example_values(example))
            except UserError:
                raise
            except Exception as err:  # QWeb passes on whatever a template raises
                raise ValidationError(
                    self.env._(
                        "The template cannot be filled in (%(cause)s). Look at its t-if and t-out.",
                        cause=type(err.__cause__ or err).__name__,
                    )
                ) from err

    def _check_paper(self):
        """What people save fits its paper, even for a long name, and shows what it has to; what
        an addon brings as data was looked at by its author."""
        if self.env.su:
            return
        for template in self:
            template._check_fits()
            template._check_look()

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

    def _check_look(self):
        """Every required value is seen, as it is written, on every kind of voucher, and where it
        stands without a condition."""
        vals = {name: self[name] for name in ("name", "paper", "lang", "company_id")}
        body = template_check.unconditional(self.body)
        draft = self.new({**vals, "body": body}, origin=self)
        for template, (example, case) in ((draft, CASES[0]), *((self, case) for case in CASES)):
            values = {**template._scrambled(template._example_values(example)), **case}
            values = template._drawn(values)
            codes = template._check_example(values).codes()
            # when it is issued, each voucher's own QR code is compared besides
            if example not in LONGEST and codes not in (None, [values["payload"]]):
                raise ValidationError(self._sentence("qr", values))

    def _check_example(self, values):
        """The page of one voucher, on which every required value is seen: another one in its
        place makes a difference."""
        watched = self._watched()
        others = [{**values, name: _other(values[name])} for name in watched]
        first, *rest = self._look_at([values, *others])
        for name, page in zip(watched, rest, strict=True):
            self._check_seen(name, values[name], first, page)
        return first

    def _watched(self):
        """The values whose place on the paper is looked at."""
        used = template_check.read(self.body)[1]
        names = [name for name in template_check.REQUIRED if name not in ("qr", "beneficiary")]
        return [*names, *(name for name in template_check.HOLDER if name in used)]

    def _check_seen(self, name, text, page, other):
        facts = {"what": template_check.NAMES[name]}
        if page.is_spelt_otherwise(text):
            raise ValidationError(
                self.env._(
                    "“%(what)s” is printed in other letters than it is written. Leave out the "
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
                    "beyond the edge, printed over, or shown on some vouchers only. Everybody has "
                    "to see it.",
                    **facts,
                )
            )

    # === Looking === #
    def _look_at(self, vouchers):
        """The pages of the vouchers, as an independent program draws and reads them."""
        with self._told():
            content = self._made(*vouchers)
        try:
            pages = look.pages(content)
        except look.LookError as err:
            raise ValidationError(
                self.env._(
                    "The paper could not be looked at (%(cause)s), and the template was not saved. "
                    "The server's administrator installs poppler-utils.",
                    cause=str(err),
                )
            ) from err
        if len(pages) != len(vouchers):
            raise ValidationError(self._sentence("overflow", vouchers[0]))
        return pages

    def _scrambled(self, values):
        """The values with other digits: a template cannot know them."""
        names = ("number", "code", "amount", "valid_until")
        return {**values, **{name: _scramble(values[name]) for name in names}}


def _scramble(text):
    return "".join(secrets.choice(string.digits) if char.isdigit() else char for char in text)


def _other(text):
    """Another text about as wide, in the same lines: each digit another one, letters of each word
    in the other order.

    >>> _other("31 Mar 2026"), _other("Amina Kaboré"), _other("1"), _other("A••••")
    ('86 Mar 7571', 'animA érobaK', '6', 'ooooA')
    """
    if not any(char.isdigit() for char in text):
        return " ".join(word[::-1] for word in text.replace(masking.DOT, "o").split())
    return "".join(str((int(char) + 5) % 10) if char.isdigit() else char for char in text)
