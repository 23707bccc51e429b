from odoo.exceptions import ValidationError


class DocumentRefused(ValidationError):
    """A file was not taken in; the message says why and what to do, for people."""
