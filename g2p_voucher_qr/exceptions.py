from odoo.exceptions import UserError


class VoucherRefused(UserError):
    """A redemption that may not happen: `code` for programs, the sentence for people."""

    def __init__(self, message, code):
        super().__init__(message)
        self.code = code


class NotInUse(UserError):
    """Another copy is of no use: the voucher is not issued, used up, or at its end."""
