from odoo.exceptions import ValidationError


class InvoiceKnown(ValidationError):
    """An invoice is already on another claim; carries the message and the claim's id."""

    def __init__(self, message, claim_id):
        super().__init__(message)
        self.claim_id = claim_id
