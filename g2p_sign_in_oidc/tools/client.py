"""The relying party: from the address of the provider's page to a verified person."""

from dataclasses import dataclass, field

from . import client_auth, metadata, tokens
from .addresses import with_query
from .refusals import Refused
from .secrets_of_sign_in import challenge

#: characters of a code
MAX_CODE = 4096


@dataclass(frozen=True)
class Config:
    """A provider's settings."""

    issuer: str
    client_id: str
    redirect_uri: str
    algorithms: tuple = ("RS256",)
    scopes: str = "openid"
    #: in the order of preference; empty: any
    acr_values: tuple = ()
    auth_method: str = "private_key_jwt"
    #: audience of the client's assertion: *token* endpoint or *issuer*
    audience: str = "token"
    #: whether and how the person's data are read: *none*, *json* or *signed*
    userinfo: str = "signed"
    more: dict = field(default_factory=dict)
    signer: object = None
    secret: str = ""
    loopback: bool = False


@dataclass(frozen=True)
class Signer:
    """A key of the client, with its private part."""

    kid: str
    alg: str
    private: str


@dataclass(frozen=True)
class Attempt:
    """The values of one sign-in that stay on the server."""

    state: str
    nonce: str
    verifier: str
    acr_values: tuple = ()
    #: seconds; None: whenever the person signed in at the provider
    max_age: int | None = None


class Client:
    """One provider, as this server talks to it.

    :param config: a ``Config``
    :param port: a ``Port``
    :param cache: with ``document()`` and ``keys(refresh)``, which read through the port
    """

    def __init__(self, config, port, cache):
        self.config, self.port, self.cache = config, port, cache

    def _metadata(self):
        document = self.cache.document()
        return metadata.read(document, self.config.issuer, self.config.loopback)

    # === To the provider === #

    def check_ready(self):
        """Refuse to begin while the provider's description cannot be read."""
        self._metadata()

    def address(self, attempt):
        """The address of the provider's page for a sign-in."""
        config = self.config
        values = {
            **config.more,
            "response_type": "code",
            "client_id": config.client_id,
            "redirect_uri": config.redirect_uri,
            "scope": config.scopes,
            "state": attempt.state,
            "nonce": attempt.nonce,
            "code_challenge": challenge(attempt.verifier),
            "code_challenge_method": "S256",
        }
        if attempt.acr_values:
            values["acr_values"] = " ".join(attempt.acr_values)
        if attempt.max_age is not None:
            values["max_age"] = attempt.max_age
        return with_query(self._metadata().authorization_endpoint, values)

    # === And back === #

    def check_answer(self, values):
        """The code in the parameters of the answer.

        :raises Refused: if it is an error, or of another provider (RFC 9207)
        """
        provider = self._metadata()
        named = values.get("iss")
        if named != provider.issuer and (named or provider.names_itself):
            raise Refused("mix_up")
        if values.get("error"):
            is_person = values["error"] in ("access_denied", "interaction_required")
            raise Refused("cancelled" if is_person else "token_refused")
        code = values.get("code") or ""
        if not 0 < len(code) <= MAX_CODE:
            raise Refused("malformed", "no code")
        return code

    def person(self, code, attempt):
        """The claims of the person who signed in: verified, and of this attempt only.

        :return: (claims of the ID token, claims about the person)
        """
        answer = self._exchange(code, attempt.verifier)
        access_token = answer.get("access_token")
        if not isinstance(access_token, str) or not access_token:
            raise Refused("malformed", "no access token")
        claims = self._id_token(answer.get("id_token"), attempt, access_token)
        return claims, self._about(claims, access_token)

    def _exchange(self, code, verifier):
        provider = self._metadata()
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self.config.redirect_uri,
            "code_verifier": verifier,
        }
        by_token = self.config.audience == "token"
        audience = provider.token_endpoint if by_token else provider.issuer
        proof, auth = client_auth.proof(self.config, audience)
        answer = self.port.post(provider.token_endpoint, {**form, **proof}, auth)
        if answer.status >= 500:
            raise Refused("unreachable", f"status {answer.status}")
        if answer.status != 200:
            raise Refused("token_refused", f"status {answer.status}")
        return answer.json()

    def _id_token(self, token, attempt, access_token):
        claims = self._verified(tokens.verified, token, ("exp", "iat", "nonce"))
        tokens.check_party(claims, self.config.client_id)
        tokens.check_nonce(claims, attempt.nonce)
        alg = tokens.header_of(token, self.config.algorithms)["alg"]
        tokens.check_access_token(claims, alg, access_token)
        tokens.check_method(claims, attempt.acr_values)
        tokens.check_moment(claims, attempt.max_age)
        tokens.check_subject(claims)
        return claims

    def _about(self, claims, access_token):
        """The person's data, of the same person as the ID token."""
        if self.config.userinfo == "none":
            return claims
        endpoint = self._metadata().userinfo_endpoint
        if not endpoint:
            raise Refused("metadata", "no userinfo endpoint")
        answer = self.port.get(endpoint, {"Authorization": f"Bearer {access_token}"})
        if answer.status != 200:
            raise Refused("userinfo", f"status {answer.status}")
        about = self._userinfo(answer)
        if about.get("sub") != claims["sub"]:
            raise Refused("subject")
        return about

    def _userinfo(self, answer):
        if self.config.userinfo == "json":
            if not answer.is_of("application/json"):
                raise Refused("userinfo", "no JSON")
            return answer.json()
        if not answer.is_of("application/jwt"):
            raise Refused("userinfo", "not signed")
        try:
            text = answer.body.decode("ascii").strip()
        except UnicodeDecodeError:
            raise Refused("malformed", "no token") from None
        return self._verified(tokens.verified_about, text)

    def _verified(self, read, token, *more):
        """The claims, after reading the provider's keys again if one is unknown (rotation)."""
        try:
            return read(token, self.cache.keys(), self.config, *more)
        except Refused as err:
            if err.code != "unknown_key":
                raise
        return read(token, self.cache.keys(refresh=True), self.config, *more)
