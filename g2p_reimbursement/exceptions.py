from odoo.exceptions import ValidationError


class InvoiceKnown(ValidationError):
    """An invoice that stands on a claim already: the sentence for people, the claim by its id."""

    def __init__(self, message, claim_id):
        super().__init__(message)
        self.claim_id = claim_id
