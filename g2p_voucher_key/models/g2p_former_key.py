import hashlib
import hmac

from odoo import api, models
from odoo.exceptions import UserError

from .. import vault


class G2PFormerKey(models.Model):
    """Digests are keyed with the server's secret."""

    _inherit = "g2p.former.key"

    @api.model
    def _secrets(self):
        """The secret of the server's configuration, and the former one while it is configured.

        Without one the database's own secret is used: a telephone number can be changed without a
        key, and no former value is forgotten.
        """
        try:
            secrets = vault.key_encryption_keys(self.env)
        except UserError:
            secrets = []
        purpose = b"g2p.former.key"
        own = [hmac.new(secret, purpose, hashlib.sha256).digest() for secret in secrets]
        return [*own, *super()._secrets()]
