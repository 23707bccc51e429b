import re

from odoo import api, fields, models

from odoo.addons.g2p_suite_base.tools import actions

from .. import vault

CALLBACK, KEYS = "/assistance/id/callback", "/assistance/id/keys"
CODE = re.compile(r"[a-z0-9][a-z0-9-]{0,30}")


class G2PSignInProvider(models.Model):
    """An issuer of digital IDs with which people sign in (OpenID Connect)."""

    _name = "g2p.sign.in.provider"
    _description = "ID Provider"
    _inherit = ["g2p.company.mixin", "g2p.audit.mixin"]
    _order = "sequence, id"

    _audit_fields = (
        *("name", "code", "company_id", "is_published", "active", "issuer", "client_id"),
        "metadata_address",
        *("base_address", "auth_method", "audience", "secret_encrypted", "algorithms", "scopes"),
        *("acr_values", "step_up_acr_values", "step_up_minutes", "userinfo", "asks_claims"),
        *("id_type_id", "id_claim", "access_days", "landing", "asks_again"),
    )
    _audit_secret = ("secret_encrypted",)
    _audit_children = ("claim_ids",)

    name = fields.Char(
        required=True, translate=True, help="As people know it, such as “National ID”."
    )
    code = fields.Char(
        required=True,
        help="Part of the address to which the provider sends people back: small letters, digits "
        "and dashes.",
    )
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    is_published = fields.Boolean("On the sign-in page", copy=False)
    company_id = fields.Many2one(
        "res.company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
        help="The company of new accounts and registrants.",
    )

    # the provider
    issuer = fields.Char(
        required=True,
        help="Exactly as the provider writes it in its description, such as "
        "https://esignet.example.org.",
    )
    metadata_address = fields.Char(
        "Address of the description",
        help="Empty: below the issuer, /.well-known/openid-configuration. eSignet may have it "
        "elsewhere: /v1/esignet/oidc/.well-known/openid-configuration.",
    )
    algorithms = fields.Char(
        "Signature algorithms",
        required=True,
        default="RS256 PS256 ES256",
        help="The ones accepted in tokens, separated by blanks.",
    )
    scopes = fields.Char(required=True, default="openid profile")
    userinfo = fields.Selection(
        [
            ("signed", "Signed (eSignet)"),
            ("json", "Plain JSON (Keycloak)"),
            ("none", "None: the ID token has everything"),
        ],
        "Data about the person",
        required=True,
        default="signed",
        help="An encrypted answer (JWE) cannot be read: ask the provider to sign only.",
    )
    asks_claims = fields.Boolean(
        "Ask for single claims",
        default=True,
        help="Name the mapped claims in the request, so that the person consents to no others.",
    )
    acr_values = fields.Char(
        "Ways of signing in",
        help="Asked for and accepted (acr), the preferred one first, separated by blanks. Empty: "
        "any.",
    )
    step_up_acr_values = fields.Char(
        "Ways of confirming", help="The same for important steps. Empty: as for signing in."
    )
    step_up_minutes = fields.Integer(
        "A confirmation lasts (minutes)",
        default=5,
        help="For an important step the sign-in at the provider may be this old.",
    )

    # this server as its client
    client_id = fields.Char("Client ID", required=True)
    base_address = fields.Char(
        "Address of this server",
        required=True,
        default=lambda self: self.env.company.get_base_url(),
        help="The public address, https and nothing after the name: it is part of the redirect "
        "address that the provider knows.",
    )
    redirect_uri = fields.Char("Redirect address", compute="_compute_addresses")
    keys_address = fields.Char("Address of the public keys", compute="_compute_addresses")
    auth_method = fields.Selection(
        [
            ("private_key_jwt", "Signed statement (private_key_jwt)"),
            ("client_secret_basic", "Client secret, in the header"),
            ("client_secret_post", "Client secret, in the form"),
        ],
        "Proof of the client",
        required=True,
        default="private_key_jwt",
    )
    audience = fields.Selection(
        [("token", "The token endpoint (eSignet)"), ("issuer", "The issuer")],
        "Audience of the statement",
        required=True,
        default="token",
    )
    client_secret = fields.Char(
        compute="_compute_client_secret",
        compute_sudo=True,
        inverse="_inverse_client_secret",
        help="Stored encrypted and never shown again. Enter a new one to replace it.",
    )
    secret_encrypted = fields.Char(copy=False, groups=fields.NO_ACCESS)
    has_secret = fields.Boolean(compute="_compute_client_secret", compute_sudo=True)
    key_ids = fields.One2many("g2p.sign.in.key", "provider_id", "Keys of this client")

    # people
    id_type_id = fields.Many2one(
        "g2p.id.type",
        "Type of the ID number",
        help="With the claim below: whose number in the registry is compared.",
    )
    id_claim = fields.Char(
        "Claim with the ID number",
        help="Only a permanent number. Leave it empty if the provider also sends temporary ones, "
        "such as MOSIP's VID: nobody is recognised by such a number.",
    )
    claim_ids = fields.One2many("g2p.sign.in.claim", "provider_id", "Claims", copy=True)
    access_days = fields.Integer(
        "Access lasts (days)",
        default=365,
        help="Access to the person's own registrant; each sign-in extends it.",
    )
    asks_again = fields.Boolean(
        "Always ask who it is",
        default=True,
        help="Ask the provider to show its sign-in page each time (prompt=login): on a shared "
        "telephone the person before may still be signed in there.",
    )
    landing = fields.Char(
        "First page",
        help="After a sign-in without another aim. Empty: where the work of the account is.",
    )

    _code_unique = models.Constraint("UNIQUE(code)", "Another ID provider has this code.")

    # === COMPUTE === #

    @api.depends("base_address", "code")
    def _compute_addresses(self):
        for provider in self:
            base, code = provider.base_address or "", provider.code or ""
            provider.redirect_uri = f"{base}{CALLBACK}/{code}"
            provider.keys_address = f"{base}{KEYS}/{code}"

    @api.depends("secret_encrypted")
    def _compute_client_secret(self):
        for provider in self:
            provider.client_secret = False  # never shown
            provider.has_secret = bool(provider.secret_encrypted)

    def _inverse_client_secret(self):
        for provider in self.filtered("client_secret"):
            context = vault.secret_context(provider.id)
            sealed = vault.seal(self.env, provider.client_secret, context)
            # sudo: nobody may write the field directly
            provider.sudo().secret_encrypted = sealed

    # === CRUD === #

    def copy_data(self, default=None):
        copies = super().copy_data(default)
        return [{**vals, "code": f"{(vals.get('code') or '')[:26]}-copy"} for vals in copies]

    def write(self, vals):
        done = super().write(vals)
        if {"issuer", "metadata_address"} & vals.keys():
            self.env["g2p.sign.in.metadata"]._forget(self)
        return done

    # === ACTIONS === #

    def action_test(self):
        """Read the provider's description and keys now, and show whether they fit the settings."""
        self.ensure_one()
        self.check_access("write")
        return actions.notify(*self._test())

    def action_preview(self):
        """Open the preview of the claims."""
        self.ensure_one()
        self.check_access("read")
        title = self.env._("Preview of the claims")
        return actions.dialog(title, "g2p.sign.in.preview", provider_id=self.id)

    def action_generate_key(self):
        """Generate a key of this client; it is used once it is activated."""
        self.ensure_one()
        self.check_access("write")
        self.env["g2p.sign.in.key"]._generate(self)
        return actions.reload()

    def action_reencrypt(self):
        """Encrypt the keys and secrets of all clients under the server's current key-encryption
        key; the keys' model checks the rights of the caller."""
        return self.env["g2p.sign.in.key"].action_reencrypt()

    # === BUSINESS === #

    @api.model
    def _offered(self, proves=False):
        """Providers on the sign-in page, as dicts: the page is public.

        :param bool proves: only those by whose ID numbers people are recognised
        """
        domain = [("is_published", "=", True)]
        if proves:
            domain.append(("id_claim", "!=", False))
        # sudo: names and codes only
        found_sudo = self.sudo().search(domain, limit=20)
        return [{"code": one.code, "name": one.name} for one in found_sudo]

    @api.model
    def _published(self, code):
        """The provider on the sign-in page with this code, under sudo; or empty."""
        if not isinstance(code, str) or not CODE.fullmatch(code):  # as sent by anybody
            return self.browse()
        domain = [("is_published", "=", True), ("code", "=", code)]
        # sudo: people who sign in have no right on providers
        return self.sudo().search(domain, limit=1)

    def _active_key(self):
        """The key with which this client signs, or empty."""
        # sudo: people who sign in have no right on keys
        keys_sudo = self.sudo().key_ids
        return keys_sudo.filtered(lambda key: key.state == "active")[:1]
