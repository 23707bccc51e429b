import base64
import logging

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from odoo.addons.g2p_suite_base.tools import actions, reasons

from .. import vault
from ..const import MANAGER_GROUP
from ..token import keys, payload, signatures

_logger = logging.getLogger(__name__)

ALGS = [("EdDSA", "Ed25519"), ("ES256", "ES256 (P-256)")]
#: the columns needed to verify
PUBLIC = ("kid", "alg", "issuer_uri", "public_key", "state")


class G2PVoucherKey(models.Model):
    """A signing key; its private part is stored encrypted and read only to sign."""

    _name = "g2p.voucher.key"
    _description = "Voucher signing key"
    _inherit = ["g2p.state.mixin", "g2p.kept.mixin", "g2p.audit.mixin"]
    _order = "id desc"
    _rec_name = "kid"
    _first_state = "published"
    _transitions = {
        "published": {"active", "revoked"},
        "active": {"verify_only", "revoked"},
        "verify_only": {"active", "revoked"},
    }

    _audit_fields = (
        "kid",
        "alg",
        "issuer_uri",
        "state",
        "revocation_reason",
        "company_id",
        "private_encrypted",
    )
    _audit_secret = ("private_encrypted",)

    kid = fields.Char("Key ID", required=True, readonly=True, copy=False)
    alg = fields.Selection(
        ALGS,
        "Algorithm",
        default="EdDSA",
        required=True,
        readonly=True,
    )
    issuer_uri = fields.Char(
        "Issuer",
        required=True,
        readonly=True,
        help="Address of the server, part of every QR code, printed voucher and link.",
    )
    public_key = fields.Char(required=True, readonly=True, copy=False)
    public_pem = fields.Text(
        "For other programs",
        compute="_compute_public_pem",
        help="The public key for SmartScanner and most other programs (SubjectPublicKeyInfo).",
    )
    private_encrypted = fields.Char(copy=False, groups=fields.NO_ACCESS)
    sealed_for = fields.Char(
        copy=False,
        groups=fields.NO_ACCESS,
        help="The database in which the private key was encrypted.",
    )
    state = fields.Selection(
        [
            ("published", "Published"),
            ("active", "Active"),
            ("verify_only", "Verify only"),
            ("revoked", "Revoked"),
        ],
        default="published",
        required=True,
        readonly=True,
        copy=False,
        index=True,
    )
    revocation_reason = fields.Char(readonly=True, copy=False)
    company_id = fields.Many2one(
        "res.company",
        required=True,
        readonly=True,
        default=lambda self: self.env.company,
    )

    _kid_unique = models.Constraint("UNIQUE(kid)", "This key ID already exists.")
    _one_active = models.UniqueIndex(
        "(company_id, alg) WHERE state = 'active'",
        "A company has one active key of each algorithm: retire the active one first.",
    )

    # === COMPUTE === #
    @api.depends("public_key", "alg")
    def _compute_public_pem(self):
        for key in self:
            pem = keys.spki_pem(key._public_raw(), key.alg) if key.public_key else False
            key.public_pem = pem

    def _register_hook(self):
        super()._register_hook()
        self._report_missing_secret()

    @api.model
    def _report_missing_secret(self):
        """Log an error at the start of a server that has keys but no secret to decrypt them.

        Such a server cannot sign, and does not recognise former telephone and account numbers.
        """
        # sudo: the server itself asks, and reads no key
        if self.sudo().search_count([("private_encrypted", "!=", False)], limit=1):
            try:
                vault.key_encryption_keys(self.env)
            except UserError as err:
                # the sentence names cause and remedy: a traceback adds nothing
                _logger.error("voucher keys cannot be decrypted: %s", err)  # noqa: TRY400

    # === CRUD === #
    def _check_write(self, vals):
        raise AccessError(self.env._("A voucher key cannot be changed: generate a new one."))

    def _kept_sentences(self):
        return {
            "create": self.env._("Use “Generate key” to create a voucher key."),
            "unlink": self.env._("A voucher key cannot be deleted: revoke it instead."),
        }

    # === ACTIONS === #
    def action_generate(self, alg=signatures.EDDSA, issuer_uri=None):
        """Generate a key pair for the current company and open it.

        :param str alg: *EdDSA* or *ES256*
        :param str issuer_uri: the key's address; by default that of the server
        """
        self._check_manager()
        if alg not in (signatures.EDDSA, signatures.ES256):
            raise UserError(self.env._("Choose an algorithm from the list."))
        key = self._generate(self.env.company, alg, issuer_uri)
        return actions.form(self._name, key.id)

    def action_activate(self):
        """Sign with this key from now on; the former key only verifies."""
        self.ensure_one()
        self._check_manager()
        vault.private_part(self)  # a key that cannot be decrypted must not become active
        former = self.sudo().search(  # sudo: keys change only here, after the check of the caller
            [
                ("company_id", "=", self.company_id.id),
                ("alg", "=", self.alg),
                ("state", "=", "active"),
            ]
        )
        former._set_state("verify_only")
        self._set_state("active")

    def action_retire(self):
        """Stop signing; existing signatures stay valid."""
        self._check_manager()
        self._set_state("verify_only")

    def action_revoke(self, reason=None):
        """Stop trusting everything that this key signed."""
        self._check_manager()
        missing = self.env._("Enter the reason for revoking the key.")
        reason = reasons.read(self.env, reason, missing)
        self._set_state("revoked", revocation_reason=reason)

    def action_reencrypt(self):
        """Re-encrypt the private keys of all companies under the server's current key-encryption
        key; the former one can then be removed from the configuration."""
        self._check_manager()
        keys_sudo = self.sudo().search([("state", "!=", "revoked")])  # sudo: one secret for all
        lost = keys_sudo.filtered(lambda key: not key._reencrypt())
        message = self.env._("Keys re-encrypted: %(count)s.", count=len(keys_sudo - lost))
        if lost:
            kids = ", ".join(lost.mapped("kid"))
            message += " " + self.env._("No secret of this server decrypts %(kids)s.", kids=kids)
        return actions.notify(message, "warning" if lost else "success")

    def _check_manager(self):
        if not self.env.user.has_group(MANAGER_GROUP):
            raise AccessError(self.env._("Only voucher managers can manage voucher keys."))
        self.check_access("read")

    # === BUSINESS === #
    @api.model
    def _generate(self, company, alg=signatures.EDDSA, issuer_uri=None):
        """Create a published key of the company."""
        address = self._clean_address(issuer_uri or company.get_base_url())
        private, public = keys.generate(alg)
        kid = keys.kid_of(public)
        # sudo: stored on the key, since others may be able to change the parameter
        home = self.env["ir.config_parameter"].sudo().get_param("database.uuid")
        # sudo: keys are created only here, after the check of the caller
        return (
            self.sudo()
            .create(
                {
                    "kid": kid,
                    "alg": alg,
                    "issuer_uri": address,
                    "public_key": base64.b64encode(public).decode(),
                    "private_encrypted": vault.seal(self.env, private, f"{kid}|{alg}|{home}"),
                    "sealed_for": home,
                    "company_id": company.id,
                }
            )
            .with_env(self.env)
        )

    def _set_state(self, state, **values):
        """Change the state."""
        # sudo: users only read keys
        super(G2PVoucherKey, self.sudo())._set_state(state, **values)
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
        """Re-encrypt the private key under the current secret; False if it cannot be decrypted."""
        vault.key_encryption_key(self.env)  # raises if the server has none
        try:
            sealed = vault.reencrypted(self)
        except UserError:
            return False
        # sudo: users only read keys
        return self.sudo()._write_engine({"private_encrypted": sealed})

    @api.model
    def _active_for(self, company, profile="cwt"):
        """The company's key for a profile of the QR text.

        :raises UserError: with the way to get one
        """
        _form, alg = payload.PROFILES[profile]
        # sudo: a user who issues need not read keys
        key = self.sudo().search(
            [("company_id", "=", company.id), ("alg", "=", alg), ("state", "=", "active")], limit=1
        )
        if not key:
            raise UserError(
                self.env._(
                    "%(company)s has no active voucher key for %(kind)s. A voucher manager "
                    "generates and activates one under Programs / Vouchers / Keys.",
                    company=company.name,
                    kind=dict(self._fields["alg"].selection)[alg],
                )
            )
        return key

    @api.model
    def _by_kid(self, kid):
        """The key with this ID, or empty."""
        keys_sudo = self.sudo()  # sudo: anybody may verify
        if not kid.isalnum():  # bytes.isalnum() accepts ASCII only
            return keys_sudo.browse()
        columns = (("", PUBLIC),)
        ahead = self.env["g2p.read.ahead"]
        return ahead._find(keys_sudo, "x.kid = %s", [kid.decode("ascii")], columns)

    @api.model
    def _published(self):
        """Keys that a scanner may trust."""
        # sudo: public keys are published
        return self.sudo().search([("state", "!=", "revoked")], order="kid")

    def _public_raw(self):
        return base64.b64decode(self.public_key)

    def _sign(self, claims, profile="cwt"):
        """QR text of the claims; the profile must use this key's algorithm."""
        if payload.PROFILES[profile][1] != self.alg:
            raise UserError(self.env._("Key %(kid)s has another algorithm.", kid=self.kid))
        return payload.sign(claims, profile, vault.private_part(self), self.kid)
