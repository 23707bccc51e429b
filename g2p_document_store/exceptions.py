from odoo.exceptions import ValidationError


class DocumentRefused(ValidationError):
    """A file was refused; the message tells the person why and what to do."""
