"""Payment files: what a bank or a cash office is given to pay a batch."""

import abc
import csv
import io

from odoo.addons.g2p_suite_base.tools import plain_text


class PaymentFile(abc.ABC):
    """One format of payment file. Knows rows of plain values, nothing of Odoo.

    What was agreed leaves as it is, or not at all: a format names what it can not carry and
    never changes it.
    """

    extension: str
    columns: tuple

    def refused(self, row):
        """Return the columns of a row whose texts this format can not carry."""
        return [column for column in self.columns if plain_text.problem(row[column])]

    @abc.abstractmethod
    def render(self, rows):
        """Return the bytes of a file for ``rows``, dicts without refused texts, read once."""


class CsvPaymentFile(PaymentFile):
    """Comma-separated values, UTF-8, one payment a line, amounts with a point.

    Banks open it in spreadsheets too, so a text that one runs as a formula is refused.

    >>> row = dict.fromkeys(CsvPaymentFile.columns, "x") | {"account": "+254700000123"}
    >>> CsvPaymentFile().render([row]).decode().splitlines()
    ['payment,claim,invoice,payee,account,amount,currency', 'x,x,x,x,+254700000123,x,x']
    >>> CsvPaymentFile().refused(row | {"payee": "=1+1", "account": " "})
    ['payee', 'account']
    >>> CsvPaymentFile().render([row | {"payee": "=1+1"}])
    Traceback (most recent call last):
    ValueError: payee can not be written into this file
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
        """Return a CSV with a header line; every cell as it was given."""
        stream = io.StringIO(newline="")
        writer = csv.DictWriter(stream, self.columns, lineterminator="\r\n")
        writer.writeheader()
        for row in rows:
            for column in self.refused(row):
                raise ValueError(f"{column} can not be written into this file")
            writer.writerow({column: row[column] for column in self.columns})
        return stream.getvalue().encode("utf-8")
