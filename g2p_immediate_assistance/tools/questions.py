"""The row of a question of the application; no ``env`` here."""

from dataclasses import dataclass

from odoo.addons.g2p_suite_base.tools import typed

#: kinds whose answer is one of a list of records
CHOICES = ("choice", "country")


def ticked(value):
    """Whether a box was ticked.

    >>> ticked("1"), ticked(True), ticked(None), ticked("0"), ticked("False")
    (True, True, False, False, False)
    """
    return bool(value) and str(value).lower() not in ("0", "false")


#: kind -> reader of an answer that needs nothing but its text; the application reads the others
READERS = {
    "text": typed.text,
    "long_text": typed.long_text,
    "name": typed.name,
    "identifier": typed.identifier,
    "phone": typed.phone,
    "tick": ticked,
}


@dataclass(frozen=True)
class Question:
    """One question: its page, how it is asked and read, how its answer is shown, what is said
    when it is missing.

    Pages, review, required answers, error summary, digest and the officers' form read these
    attributes alone, so a record that has them can stand in the place of a row.

    >>> Question("family", "pets", "text", "Which animals live there?").required
    False
    >>> Question("family", "pets", "text", "Which animals?", sentence="Say which.").required
    True
    """

    #: page of the application
    step: str
    #: what the form sends, and the field that keeps the answer
    name: str
    #: how it is asked, read and shown: a kind of ``READERS``, or one that the application reads
    kind: str
    #: the question as it is asked
    label: str
    hint: str = ""
    #: what is said when the answer is missing; empty: it may be missing
    sentence: str = ""
    #: another question; its answer is enough
    or_else: str = ""
    #: the label says that it is answered only by those who know
    if_known: bool = False
    #: HTML's name of what browsers fill in
    autocomplete: str = "off"
    #: the label beside the answer; empty: that of the field
    short: str = ""
    #: another question, beside whose answer this one's stands
    beside: str = ""
    #: field of a chosen record that is shown
    shown: str = "name"
    #: to the office, of a list without choices; no type opens before it has some
    no_choices: str = ""
    #: the bounds of a whole number
    lowest: int = 1
    highest: int = 999_999
    #: who the patient is; answered for good once the office has identified them
    identifies: bool = False
    #: what officers decide on: it is shown to them and in the review, and is part of the digest
    is_material: bool = True

    @property
    def required(self):
        """Whether nothing is submitted without an answer."""
        return bool(self.sentence)
