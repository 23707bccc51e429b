import hashlib
import hmac

from odoo import api, models
from odoo.exceptions import UserError

from .. import vault


class G2PFormerKey(models.Model):
    """Digests stand under the server's secret."""

    _inherit = "g2p.former.key"

    @api.model
    def _secrets(self):
        """The secret of the server's configuration, and the former one while it is named.

        A server without one falls back on the database's own secret: a change of a telephone
        number is not refused for want of a key, and no former value is forgotten.
        """
        try:
            secrets = vault.key_encryption_keys(self.env)
        except UserError:
            secrets = []
        purpose = b"g2p.former.key"
        own = [hmac.new(secret, purpose, hashlib.sha256).digest() for secret in secrets]
        return [*own, *super()._secrets()]
