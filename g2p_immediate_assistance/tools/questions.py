"""A question of the application; no ``env`` here."""

from dataclasses import dataclass
from typing import Any, NamedTuple

from odoo.addons.g2p_suite_base.tools import typed

#: kinds whose answer is a record of a list
CHOICES = ("choice", "country")


def ticked(value):
    """Whether a box was ticked.

    >>> ticked("1"), ticked(True), ticked(None), ticked("0"), ticked("False")
    (True, True, False, False, False)
    """
    return bool(value) and str(value).lower() not in ("0", "false")


#: kind -> reader that needs only the text; the application reads the other kinds
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
    """One question: its page, input, reading and display, and the message if it is unanswered.

    Pages, review, required answers, error summary, digest and the officers' form use only these
    attributes, so a record that has them can replace an instance.

    >>> Question("family", "pets", "text", "Which animals live there?").required
    False
    >>> Question("family", "pets", "text", "Which animals?", sentence="Say which.").required
    True
    """

    #: page of the application
    step: str
    #: name of the form's input and of the field for the answer
    name: str
    #: kind of input: one of ``READERS``, or one that the application reads
    kind: str
    #: text of the question
    label: str
    hint: str = ""
    #: message if the answer is missing; empty: the answer is optional
    sentence: str = ""
    #: alternative question whose answer is enough
    or_else: str = ""
    #: the label adds that the answer is only for people who know it
    if_known: bool = False
    #: HTML's name for the browser's autofill
    autocomplete: str = "off"
    #: label in the review; empty: the field's label
    short: str = ""
    #: another question, on whose line the answer is shown
    beside: str = ""
    #: displayed field of a chosen record
    shown: str = "name"
    #: message to the office if the list is empty, which prevents opening types
    no_choices: str = ""
    #: bounds of a whole number
    lowest: int = 1
    highest: int = typed.HIGHEST
    #: identifies the patient; fixed once the office has identified them
    identifies: bool = False
    #: material to the decision: shown to officers and in the review, and part of the digest
    is_material: bool = True

    @property
    def required(self):
        """Whether submitting needs an answer."""
        return bool(self.sentence)


class DocumentLine(NamedTuple):
    """A kind of document that a case can have, as its pages show it."""

    document_type_id: Any
    required: bool = False
    help: str = ""
