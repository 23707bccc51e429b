"""An event that people get messages about."""

from dataclasses import dataclass

#: placeholders that every event has
SHARED = ("office", "link")


@dataclass(frozen=True)
class Event:
    """An event, and the placeholders that a text about it may contain.

    ``placeholders`` are the names besides those of every event; none is of a person, an illness or
    an amount. ``why_fixed`` is the reason why neither the person nor the office can switch it off.
    ``audience`` names those who get it, so that a page can list only what concerns its reader.
    ``by_person``: the recipient caused it, so that its text message is only a receipt: not sent
    where an e-mail is. ``warns``: it may reveal a theft, so that its text messages are not limited.
    ``for_former``: those whom it was queued for get it, though they do not belong to the record any
    more when it is sent. ``by_office``: an officer causes each, so that their e-mails are as many
    as there are.

    >>> Event("received", "Received", ("reference",)).names
    ('reference', 'office', 'link')
    >>> Event("received", "Received").is_fixed
    False
    """

    code: str
    label: str
    placeholders: tuple = ()
    why_fixed: str = ""
    audience: str = ""
    by_person: bool = False
    warns: bool = False
    for_former: bool = False
    by_office: bool = False

    @property
    def names(self):
        return (*self.placeholders, *SHARED)

    @property
    def is_fixed(self):
        return bool(self.why_fixed)

    @property
    def protects(self):
        """Whether the person must hear of it: more than a receipt."""
        return self.is_fixed and not self.by_person
