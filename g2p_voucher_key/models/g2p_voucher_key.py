import base64

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from odoo.addons.g2p_suite_base.tools import actions

from .. import vault
from ..const import MANAGER_GROUP
from ..token import keys, payload, signatures

ALGS = [("EdDSA", "Ed25519"), ("ES256", "ES256 (P-256)")]
#: what verifying reads
PUBLIC = ("kid", "alg", "issuer_uri", "public_key", "state")


class G2PVoucherKey(models.Model):
    """A signing key; its private part is stored encrypted and read by signing only."""

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
        help="Address of the server: stands in every payload, on paper and in links.",
    )
    public_key = fields.Char(required=True, readonly=True, copy=False)
    public_pem = fields.Text(
        "For other readers",
        compute="_compute_public_pem",
        help="The public key as SmartScanner and most programs take it (SubjectPublicKeyInfo).",
    )
    private_encrypted = fields.Char(copy=False, groups=fields.NO_ACCESS)
    sealed_for = fields.Char(
        copy=False,
        groups=fields.NO_ACCESS,
        help="The database the private part was sealed in.",
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

    _kid_unique = models.Constraint("UNIQUE(kid)", "This key ID exists already.")
    _one_active = models.UniqueIndex(
        "(company_id, alg) WHERE state = 'active'",
        "A company signs with one key of an algorithm at a time: retire the active one first.",
    )

    # === COMPUTE === #
    @api.depends("public_key", "alg")
    def _compute_public_pem(self):
        for key in self:
            pem = keys.spki_pem(key._public_raw(), key.alg) if key.public_key else False
            key.public_pem = pem

    # === CRUD === #
    def _check_write(self, vals):
        raise AccessError(self.env._("A voucher key is never edited: generate a new one."))

    def _kept_sentences(self):
        return {
            "create": self.env._("Use “Generate key” to make a voucher key."),
            "unlink": self.env._("A voucher key is never deleted: revoke it instead."),
        }

    # === ACTIONS === #
    def action_generate(self, alg=signatures.EDDSA, issuer_uri=None):
        """Make a key pair for the current company and open it.

        :param str alg: *EdDSA* or *ES256*
        :param str issuer_uri: the address that it names; that of the server without one
        """
        self._check_manager()
        if alg not in (signatures.EDDSA, signatures.ES256):
            raise UserError(self.env._("Choose one of the algorithms of the list."))
        key = self._generate(self.env.company, alg, issuer_uri)
        return actions.form(self._name, key.id)

    def action_activate(self):
        """Sign with this key from now on; the former one verifies only."""
        self.ensure_one()
        self._check_manager()
        vault.private_part(self)  # a key that cannot be opened must not become the active one
        former = self.sudo().search(  # sudo: a key changes here only, after the check of the caller
            [
                ("company_id", "=", self.company_id.id),
                ("alg", "=", self.alg),
                ("state", "=", "active"),
            ]
        )
        former._set_state("verify_only")
        self._set_state("active")

    def action_retire(self):
        """Stop signing; what was signed stays genuine."""
        self._check_manager()
        self._set_state("verify_only")

    def action_revoke(self, reason=None):
        """Nothing this key signed is trusted any more."""
        self._check_manager()
        if not (reason or "").strip():
            raise UserError(self.env._("Say why the key is revoked."))
        self._set_state("revoked", revocation_reason=reason.strip())

    def action_seal_anew(self):
        """Encrypt the private parts, of all companies, under the server's present key-encryption
        key: the former one may then leave the configuration."""
        self._check_manager()
        keys_sudo = self.sudo().search([("state", "!=", "revoked")])  # sudo: one secret for all
        lost = keys_sudo.filtered(lambda key: not key._seal_anew())
        message = self.env._("Keys encrypted again: %(count)s.", count=len(keys_sudo - lost))
        if lost:
            kids = ", ".join(lost.mapped("kid"))
            message += " " + self.env._("No secret of this server opens %(kids)s.", kids=kids)
        return actions.notify(message, "warning" if lost else "success")

    def _check_manager(self):
        if not self.env.user.has_group(MANAGER_GROUP):
            raise AccessError(self.env._("Only a voucher manager handles voucher keys."))
        self.check_access("read")

    # === BUSINESS === #
    @api.model
    def _generate(self, company, alg=signatures.EDDSA, issuer_uri=None):
        """A new published key of the company."""
        address = self._clean_address(issuer_uri or company.get_base_url())
        private, public = keys.generate(alg)
        kid = keys.kid_of(public)
        # sudo: kept on the key, since the parameter may be writable by others
        home = self.env["ir.config_parameter"].sudo().get_param("database.uuid")
        # sudo: keys are made here only, after the check of the caller
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
        """Move to a state."""
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

    def _seal_anew(self):
        """Whether the private part was opened and encrypted under the present secret."""
        vault.key_encryption_key(self.env)  # without one it is not this key's fault
        try:
            sealed = vault.sealed_anew(self)
        except UserError:
            return False
        # sudo: users only read keys
        return self.sudo()._write_engine({"private_encrypted": sealed})

    @api.model
    def _active_for(self, company, profile="cwt"):
        """The company's key for a profile of the QR text, or a sentence on how to get one."""
        _form, alg = payload.PROFILES[profile]
        # sudo: a user who issues need not read keys
        key = self.sudo().search(
            [("company_id", "=", company.id), ("alg", "=", alg), ("state", "=", "active")], limit=1
        )
        if not key:
            raise UserError(
                self.env._(
                    "%(company)s has no active voucher key of the kind %(kind)s. A voucher manager "
                    "generates and activates one under Programs / Vouchers / Keys.",
                    company=company.name,
                    kind=dict(self._fields["alg"].selection)[alg],
                )
            )
        return key

    @api.model
    def _by_kid(self, kid):
        """The key with this id, or empty."""
        keys_sudo = self.sudo()  # sudo: anybody may verify
        if not kid.isalnum():  # bytes.isalnum() knows ASCII only
            return keys_sudo.browse()
        columns = (("", PUBLIC),)
        ahead = self.env["g2p.read.ahead"]
        return ahead._find(keys_sudo, "x.kid = %s", [kid.decode("ascii")], columns)

    @api.model
    def _published(self):
        """Keys a scanner may trust."""
        # sudo: public keys are published
        return self.sudo().search([("state", "!=", "revoked")], order="kid")

    def _public_raw(self):
        return base64.b64decode(self.public_key)

    def _sign(self, claims, profile="cwt"):
        """QR text of the claims; the profile is one of this key's algorithm."""
        if payload.PROFILES[profile][1] != self.alg:
            raise UserError(self.env._("Key %(kid)s is of another algorithm.", kid=self.kid))
        return payload.sign(claims, profile, vault.private_part(self), self.kid)
