"""Payment files: what a bank or a cash office is given to pay a batch."""

import abc
import csv
import io

# A spreadsheet runs a cell that starts like this as a formula.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "%", "＝", "＋", "－", "＠")


def safe_cell(value):
    """Return ``value`` as a text that no spreadsheet takes for a formula.

    >>> safe_cell("=cmd|'/c calc'!A1")
    "'=cmd|'/c calc'!A1"
    >>> safe_cell("  @SUM(A1)")
    "'  @SUM(A1)"
    >>> safe_cell("two\\nlines")
    'two lines'
    >>> safe_cell("KE59 0001"), safe_cell(None), safe_cell(12)
    ('KE59 0001', '', '12')
    """
    text = "" if value is None or value is False else str(value)
    risky = text.startswith(FORMULA_STARTS) or text.lstrip().startswith(FORMULA_STARTS)
    text = " ".join(text.splitlines()) if "\n" in text or "\r" in text else text
    return f"'{text}" if risky else text


class PaymentFile(abc.ABC):
    """One format of payment file. Knows rows of plain values, nothing of Odoo."""

    extension: str

    @abc.abstractmethod
    def render(self, rows):
        """Return the bytes of a file for ``rows``, a list of dicts."""


class CsvPaymentFile(PaymentFile):
    """Comma-separated values, UTF-8, one payment a line, amounts with a point.

    >>> row = dict.fromkeys(CsvPaymentFile.columns, "x") | {"payee": "=1+1"}
    >>> CsvPaymentFile().render([row]).decode().splitlines()[0]
    'payment,claim,invoice,payee,account,amount,currency'
    >>> CsvPaymentFile().render([row]).decode().splitlines()[1]
    "x,x,x,'=1+1,x,x,x"
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
        """Return a CSV with a header line; every cell is made safe."""
        stream = io.StringIO(newline="")
        writer = csv.DictWriter(stream, self.columns, lineterminator="\r\n")
        writer.writeheader()
        for row in rows:
            writer.writerow({key: safe_cell(row[key]) for key in self.columns})
        return stream.getvalue().encode("utf-8")
