from odoo import models
from odoo.exceptions import UserError


class G2PDocument(models.Model):
    """The paper of a voucher that no provider accepts is not given out any more."""

    _inherit = "g2p.document"

    def _content(self):
        self._check_holder()
        return super()._content()

    def _check_holder(self):
        """Refuse people outside the office the paper of an unusable voucher or a former copy."""
        if self.env.su or self.env.user._is_internal():
            return
        self.check_access("read")
        copy_sudo = self.sudo().voucher_copy_id  # sudo: the right on the document was checked above
        if not copy_sudo:
            return
        refusal = copy_sudo.voucher_id.sudo(False)._holder_refusal()
        if refusal:
            raise UserError(": ".join(refusal))
        if copy_sudo.state != "active":
            raise UserError(
                self.env._(
                    "This copy was replaced by a newer one, and nobody accepts it any more. Open "
                    "your application: it shows the present one."
                )
            )
