from odoo.exceptions import UserError


class VoucherRefused(UserError):
    """A refused redemption: `code` for programs, the sentence for people."""

    def __init__(self, message, code):
        super().__init__(message)
        self.code = code


class NotInUse(UserError):
    """A new copy would be useless: the voucher is not issued, used up, or expired."""
