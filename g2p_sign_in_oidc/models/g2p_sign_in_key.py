import secrets

from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from odoo.addons.g2p_suite_base.tools import actions

from .. import vault
from ..tools import client_keys

BITS = 2048


class G2PSignInKey(models.Model):
    """A key with which this server proves to a provider that it is the client.

    The private part is stored encrypted and read only to sign. For a change two keys are known to
    the provider: the new one is generated and made known first, then activated.
    """

    _name = "g2p.sign.in.key"
    _description = "Key of a Client"
    _inherit = ["g2p.state.mixin", "g2p.kept.mixin", "g2p.audit.mixin"]
    _order = "id desc"
    _rec_name = "kid"
    _first_state = "published"
    _transitions = {"published": {"active", "retired"}, "active": {"retired"}}

    _audit_fields = ("kid", "provider_id", "state", "private_encrypted")
    _audit_secret = ("private_encrypted",)

    provider_id = fields.Many2one(
        "g2p.sign.in.provider", required=True, readonly=True, index=True, ondelete="cascade"
    )
    kid = fields.Char("Key ID", required=True, readonly=True, copy=False)
    alg = fields.Char("Algorithm", required=True, readonly=True, default="RS256")
    public_jwk = fields.Text(
        "Public key (JWK)",
        required=True,
        readonly=True,
        copy=False,
        help="For a provider that does not read the address of the public keys, such as eSignet.",
    )
    private_encrypted = fields.Char(copy=False, groups=fields.NO_ACCESS)
    state = fields.Selection(
        [("published", "Published"), ("active", "Active"), ("retired", "Retired")],
        default="published",
        required=True,
        readonly=True,
        copy=False,
    )

    _kid_unique = models.Constraint("UNIQUE(kid)", "This key ID already exists.")
    _one_active = models.UniqueIndex(
        "(provider_id) WHERE state = 'active'",
        "A provider has one active key: retire the active one first.",
    )

    # === CRUD === #

    def _check_write(self, vals):
        raise AccessError(self.env._("A key of a client cannot be changed: generate a new one."))

    def _kept_sentences(self):
        return {
            "create": self.env._("Use “Generate key” of the provider."),
            "unlink": self.env._("A key cannot be deleted: retire it instead."),
        }

    def _audit_company(self):
        return self.provider_id.company_id

    # === ACTIONS === #

    def action_activate(self):
        """Sign with this key from now on; the former key is retired."""
        self.ensure_one()
        self._check_manager()
        # sudo: keys change only here, after the check of the caller
        active_sudo = self.sudo().provider_id.key_ids.filtered(lambda key: key.state == "active")
        active_sudo._move("retired")
        self._move("active")
        return actions.reload()

    def action_retire(self):
        """Stop signing with this key, and publish it no longer."""
        self._check_manager()
        self._move("retired")
        return actions.reload()

    def action_reencrypt(self):
        """Encrypt all keys and secrets of clients under the server's current key-encryption key."""
        self._check_manager()
        # sudo: one secret of the server for all companies
        keys_sudo = self.sudo().search([("private_encrypted", "!=", False)])
        providers_sudo = self.env["g2p.sign.in.provider"].sudo()  # sudo: as above
        providers_sudo = providers_sudo.with_context(active_test=False)
        providers_sudo = providers_sudo.search([("secret_encrypted", "!=", False)])
        lost = [key.kid for key in keys_sudo if not key._reencrypt()]
        lost += [one.code for one in providers_sudo if not self._reencrypt_secret(one)]
        if not lost:
            return actions.notify(self.env._("All keys and secrets were re-encrypted."), "success")
        sentence = self.env._(
            "No secret of this server decrypts %(names)s. The others were re-encrypted.",
            names=", ".join(lost),
        )
        return actions.notify(sentence, "warning")

    def _check_manager(self):
        if not self.env.user.has_group("base.group_system"):
            raise AccessError(self.env._("Only administrators manage the keys of clients."))
        self.check_access("read")

    # === BUSINESS === #

    @api.model
    def _generate(self, provider):
        """Create a published key of a client; the caller has been checked."""
        private = rsa.generate_private_key(65537, BITS)
        kid = secrets.token_urlsafe(12)
        pem = private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
        # sudo: keys are created only here
        return self.sudo().create(
            {
                "provider_id": provider.id,
                "kid": kid,
                "alg": "RS256",
                "public_jwk": client_keys.public_text(private.public_key(), kid),
                "private_encrypted": vault.seal(self.env, pem, vault.key_context(kid)),
            }
        )

    @api.model
    def _public_set(self, provider_sudo):
        """The published keys of a client, as a JWK Set."""
        shown_sudo = provider_sudo.key_ids.filtered(lambda key: key.state != "retired")
        return client_keys.key_set(shown_sudo.mapped("public_jwk"))

    def _move(self, state):
        # sudo: administrators only read keys
        self.sudo()._set_state(state)
        self.flush_recordset(["state"])  # before another key becomes the active one

    def _refuse_move(self, state):
        raise UserError(
            self.env._(
                "This is not possible with key %(kid)s: its state is “%(state)s”.",
                kid=self.kid,
                state=self._state_label(),
            )
        )

    def _reencrypt(self):
        sealed = vault.resealed(self.env, self.private_encrypted, vault.key_context(self.kid))
        return bool(sealed) and self._write_engine({"private_encrypted": sealed})

    @api.model
    def _reencrypt_secret(self, provider_sudo):
        context = vault.secret_context(provider_sudo.id)
        sealed = vault.resealed(self.env, provider_sudo.secret_encrypted, context)
        if sealed:
            provider_sudo.secret_encrypted = sealed
        return bool(sealed)
