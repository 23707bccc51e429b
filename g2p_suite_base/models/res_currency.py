from odoo import models

from ..tools import typed, typed_amount


class ResCurrency(models.Model):
    """Parses amounts that people type in this currency."""

    _inherit = "res.currency"

    def _read_typed(self, text):
        """The amount that a person typed, exact to the last digit.

        :param str text: as typed, with the marks and digits of any keyboard
        :return: float in this currency; None when nothing was typed
        :raises typed.Unreadable: when it is no amount, or an ambiguous one;
            ``_sentence_typed`` gives the message
        """
        self.ensure_one()
        return typed.amount(text, self.decimal_places, (self.name, self.symbol))

    def _typed_example(self):
        """An amount as people may type it, in the decimals of the currency."""
        return f"{1200.5:.{self.decimal_places}f}" if self.decimal_places else "1200"

    def _sentence_typed(self, error):
        """The message about a wrongly typed amount: what is wrong and what to type.

        :param typed.Unreadable error: that ``_read_typed`` raised
        """
        if error.code == "amount_two_ways":
            first, second = (
                typed_amount.unmistakable(reading, self.decimal_places)
                for reading in error.readings
            )
            return self.env._(
                "This amount can be read in two ways. Type %(first)s or %(second)s.",
                first=first,
                second=second,
            )
        if self.decimal_places:
            return self.env._(
                "Enter an amount of money, such as 1200 or %(example)s.",
                example=self._typed_example(),
            )
        return self.env._(
            "Enter an amount of money in whole %(currency)s, such as 1200.", currency=self.name
        )
