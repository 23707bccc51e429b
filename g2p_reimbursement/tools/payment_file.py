"""Payment files: lists of payments for a bank or a cash office."""

import abc
import csv
import io

from odoo.addons.g2p_suite_base.tools import plain_text


class PaymentFile(abc.ABC):
    """A format of payment files. It handles rows of plain values and does not depend on Odoo.

    Agreed values are exported unchanged or not at all: a format reports values that it cannot
    represent and never changes them.
    """

    extension: str
    columns: tuple

    def refused(self, row):
        """Return the columns of a row whose texts this format cannot represent."""
        return [column for column in self.columns if plain_text.problem(row[column])]

    @abc.abstractmethod
    def render(self, rows):
        """Return the file's bytes for ``rows``, an iterable of dicts without refused texts."""


class CsvPaymentFile(PaymentFile):
    """Comma-separated values in UTF-8: one payment per line, amounts with a point.

    Banks also open it in spreadsheets, so texts that these would run as formulas are refused.

    >>> row = dict.fromkeys(CsvPaymentFile.columns, "x") | {"account": "+254700000123"}
    >>> CsvPaymentFile().render([row]).decode().splitlines()
    ['payment,claim,invoice,payee,account,amount,currency', 'x,x,x,x,+254700000123,x,x']
    >>> CsvPaymentFile().refused(row | {"payee": "=1+1", "account": " "})
    ['payee', 'account']
    >>> CsvPaymentFile().render([row | {"payee": "=1+1"}])
    Traceback (most recent call last):
    ValueError: payee cannot be written into this file
    """

    extension = "csv"
    columns = (
        "payment",
        "claim",
        "invoice",
        "payee",
        "account",
        "amount",
        "currency",
    )

    def render(self, rows):
        """Return a CSV with a header line and unchanged cells."""
        stream = io.StringIO(newline="")
        writer = csv.DictWriter(stream, self.columns, lineterminator="\r\n")
        writer.writeheader()
        for row in rows:
            for column in self.refused(row):
                raise ValueError(f"{column} cannot be written into this file")
            writer.writerow({column: row[column] for column in self.columns})
        return stream.getvalue().encode("utf-8")
