import json
import os

from odoo import models

from odoo.addons.g2p_suite_base.tools import own_config

from .. import vault
from ..tools import claims, keyset, metadata
from ..tools.client import Client, Config
from ..tools.refusals import Refused
from ..tools.requests_port import RequestsPort

#: seconds: how long a description and keys are used, and the shortest time between two requests
#: after a failure or for unknown keys
FRESH, COOL_DOWN = 24 * 3600, 60


def loopback():
    """Whether a provider on this machine may be asked over http: tests and the demonstration."""
    name, section = "G2P_SIGN_IN_LOOPBACK", "g2p_sign_in_oidc"
    return own_config.setting(os.environ, own_config.paths(), name, section, "loopback") == "1"


class ProviderCache:
    """A provider's description and keys for one request, kept in the database for all processes."""

    def __init__(self, provider_sudo, port):
        self.provider_sudo, self.port = provider_sudo, port
        self.store = provider_sudo.env["g2p.sign.in.metadata"]
        self.row = self.store._of(provider_sudo)
        self._document = self._keys = None

    def document(self, refresh=False):
        """The description; a stored one for a day."""
        if self._document is None or refresh:
            stored = not refresh and self.row._stored("document", FRESH)
            self._document = stored or self._fetch_document()
        return self._document

    def keys(self, refresh=False):
        """The keys; read again for an unknown one, but not again and again."""
        if refresh and not self.row._stored("key_set", COOL_DOWN):
            self._keys = self._fetch_keys()
        if self._keys is None:
            self._keys = self.row._stored("key_set", FRESH) or self._fetch_keys()
        return self._keys

    def _fetch_document(self):
        issuer = self.provider_sudo.issuer

        def check(found):
            metadata.read(found, issuer, loopback())

        address = self.provider_sudo.metadata_address or metadata.address_of(issuer)
        document = metadata.shortened(self._fetch(address, check))
        self.store._remember(self.provider_sudo, document=json.dumps(document))
        return document

    def _fetch_keys(self):
        keys = self._fetch(self.document()["jwks_uri"], keyset.check)["keys"]
        self.store._remember(self.provider_sudo, key_set=json.dumps(keys))
        return keys

    def _fetch(self, address, check):
        """The published object; a wrong one is a failure like none, and not kept."""
        if self.row._is_cooling(COOL_DOWN):
            raise Refused("unreachable", "not asked again so soon")
        try:
            found = self.port.get(address).good().json()
            check(found)
        except Refused:
            self.store._remember_failure(self.provider_sudo)
            raise
        return found


class G2PSignInProvider(models.Model):
    """The provider as this server talks to it."""

    _inherit = "g2p.sign.in.provider"

    def _client(self):
        """The client for this provider; under sudo."""
        port = self._port()
        return Client(self._config(), port, ProviderCache(self, port))

    def _config(self):
        by_key = self.auth_method == "private_key_jwt"
        key = self._active_key()
        if by_key and not key:
            raise Refused("key", "no active key")
        return Config(
            issuer=self.issuer,
            client_id=self.client_id,
            redirect_uri=self.redirect_uri,
            algorithms=tuple(self.algorithms.split()),
            scopes=" ".join(self.scopes.split()),
            auth_method=self.auth_method,
            audience=self.audience,
            userinfo=self.userinfo,
            more=self._more_parameters(),
            signer=vault.signer_of(key) if by_key else None,
            secret="" if by_key else vault.secret_of(self),
            loopback=loopback(),
        )

    def _more_parameters(self):
        """Further parameters of the request: the claims that are mapped, the language, and whether
        the provider has to ask."""
        more = {}
        names = [*self.claim_ids.mapped("claim"), self.id_claim]
        if self.asks_claims and self.userinfo != "none":
            more["claims"] = claims.requested(filter(None, names))
        more["ui_locales"] = (self.env.context.get("lang") or "").partition("_")[0]
        more["prompt"] = "login" if self.asks_again else ""
        return {name: value for name, value in more.items() if value}

    def _asked_methods(self, is_step_up):
        """The ways of signing in that are asked for and accepted."""
        stronger = self.step_up_acr_values if is_step_up else False
        text = stronger or self.acr_values
        return tuple((text or "").split())

    def _test(self):
        """(sentence, kind) for a notification, after asking the provider."""
        # sudo: the caller has been checked; secrets are not part of the answer
        provider_sudo = self.sudo()
        cache = ProviderCache(provider_sudo, self._port())
        try:
            cache.document(refresh=True)
            count = len(cache.keys(refresh=True))
        except Refused as refusal:
            return self._sentence_test(refusal), "danger"
        return self.env._("The provider answers. Keys: %(count)s.", count=count), "success"

    def _sentence_test(self, refusal):
        if refusal.code == "metadata":
            return self.env._(
                "The provider's description does not fit the settings (%(detail)s). Compare the "
                "issuer, letter by letter.",
                detail=refusal.detail,
            )
        return self.env._(
            "The provider did not answer (%(detail)s). Check the address, and try again in a "
            "minute.",
            detail=refusal.detail,
        )

    # === HOOKS === #

    def _port(self):
        """Hook: the port to the provider; tests replace it."""
        return RequestsPort(loopback())
