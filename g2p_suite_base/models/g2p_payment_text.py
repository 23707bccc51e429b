from odoo import api, models

from ..tools import plain_text


class G2PPaymentText(models.AbstractModel):
    """Sentences on texts that cannot be exported to a payment file unchanged."""

    _name = "g2p.payment.text"
    _description = "Text of a payment file"

    @api.model
    def _why_not(self, text):
        """Return the end of a sentence, "it …", or False where nothing is wrong."""
        problem = plain_text.problem(text)
        sentences = {
            "empty": self.env._("it contains only blanks"),
            "hidden": self.env._("it contains an invisible character"),
            "long": self.env._("it is longer than %(longest)s", longest=plain_text.LONGEST),
            "formula": self.env._(
                "it begins with “%(sign)s”, which a spreadsheet takes for a formula",
                sign=(text or "").strip()[:1],
            ),
        }
        return sentences.get(problem, False)

    @api.model
    def _why_no_account(self, text):
        """As ``_why_not``, for the number of an account."""
        if plain_text.is_account(text):
            return False
        return self._why_not(text) or self.env._(
            "it is made of letters and digits with blanks, dashes, points and slashes between "
            "them; a plus may begin it"
        )
