from odoo import api, models
from odoo.exceptions import UserError, ValidationError

from odoo.addons.g2p_suite_account.tools.logins import own_path
from odoo.addons.g2p_voucher_key.tools import addresses as own_addresses

from ..tools import client_auth
from ..tools.addresses import is_endpoint
from ..tools.keyset import KINDS
from .g2p_sign_in_provider import CODE
from .g2p_sign_in_provider_client import loopback


class G2PSignInProvider(models.Model):
    """Settings that would let people in who should not, or nobody, are refused."""

    _inherit = "g2p.sign.in.provider"

    @api.constrains("code")
    def _check_code(self):
        for provider in self:
            if not CODE.fullmatch(provider.code):
                raise ValidationError(
                    self.env._(
                        "The code of an ID provider has small letters, digits and dashes, such as "
                        "national-id."
                    )
                )

    @api.constrains("issuer", "metadata_address")
    def _check_issuer(self):
        for provider in self:
            described = provider.metadata_address
            if described and not is_endpoint(described, loopback()):
                raise ValidationError(
                    self.env._("The address of the description begins with https://.")
                )
            if "?" in provider.issuer or not is_endpoint(provider.issuer, loopback()):
                raise ValidationError(
                    self.env._(
                        "Enter the issuer as an address that begins with https://, exactly as the "
                        "provider writes it."
                    )
                )

    @api.constrains("base_address")
    def _check_base_address(self):
        for provider in self:
            try:
                is_clean = own_addresses.clean(provider.base_address) == provider.base_address
            except ValueError:
                is_clean = False
            if not is_clean:
                raise ValidationError(
                    self.env._(
                        "Enter the address of this server as https:// and its name, with nothing "
                        "after it, such as https://aid.example.org."
                    )
                )

    @api.constrains("algorithms", "scopes")
    def _check_lists(self):
        for provider in self:
            unknown = set(provider.algorithms.split()) - KINDS.keys()
            if unknown or not provider.algorithms.split():
                raise ValidationError(
                    self.env._(
                        "These signature algorithms can be accepted: %(names)s.",
                        names=", ".join(KINDS),
                    )
                )
            if "openid" not in provider.scopes.split():
                raise ValidationError(self.env._("The scopes need the word openid."))

    @api.constrains("id_type_id", "id_claim")
    def _check_id(self):
        for provider in self:
            if bool(provider.id_type_id) != bool(provider.id_claim):
                raise ValidationError(
                    self.env._("Enter both the type of the ID number and its claim, or neither.")
                )

    @api.constrains("access_days", "step_up_minutes", "landing")
    def _check_people(self):
        for provider in self:
            if provider.access_days < 1 or provider.step_up_minutes < 0:
                raise ValidationError(
                    self.env._("Access lasts at least a day, and a confirmation no less than 0.")
                )
            if provider.landing and own_path(provider.landing) != provider.landing:
                raise ValidationError(
                    self.env._("Enter the first page as a path of this server, such as /my.")
                )

    @api.constrains("is_published", "auth_method", "active")
    def _check_published(self):
        for provider in self.filtered(lambda one: one.is_published and one.active):
            provider._check_proof()

    def _check_proof(self):
        """Refuse to publish a provider to which this server cannot prove itself."""
        by_key = self.auth_method == "private_key_jwt"
        if by_key and not self._active_key():
            raise UserError(
                self.env._(
                    "Generate and activate a key for %(name)s before it is on the sign-in page.",
                    name=self.name,
                )
            )
        # sudo: nobody may read the field
        if self.auth_method in client_auth.METHODS[1:] and not self.sudo().secret_encrypted:
            raise UserError(
                self.env._(
                    "Enter the client secret of %(name)s before it is on the sign-in page.",
                    name=self.name,
                )
            )
