"""A provider in this process that misbehaves on demand, behind the port. No network."""

import base64
import hashlib
import hmac
import json
import secrets
import time
from urllib.parse import parse_qsl, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

from ..tools.port import Answer, Port
from ..tools.refusals import Refused

ISSUER = "https://id.example.org"
STRONG, WEAK = "mosip:idp:acr:generated-code", "mosip:idp:acr:static-code"
AMINA = {
    "sub": "psut-1",
    "name": "Amina Yusuf",
    "family_name": "Yusuf",
    "given_name": "Amina",
    "individual_id": "1234567890",
    "birthdate": "1990/01/31",
    "gender": "female",
    "phone_number": "+254700000001",
    "email": "amina@example.org",
}
#: each fault, and the code with which a strict client refuses it
FAULTS = {
    "foreign key": "signature",
    "alg none": "algorithm",
    "hs256 with public key": "algorithm",
    "wrong nonce": "nonce",
    "wrong aud": "audience",
    "wrong iss": "issuer",
    "expired": "time",
    "future": "time",
    "low acr": "acr",
    "userinfo of another": "subject",
    "mix-up": "mix_up",
    "denied": "cancelled",
    "500": "unreachable",
    "hang": "unreachable",
}
#: further ones
MORE_FAULTS = {
    "other party": "audience",
    "other access token": "at_hash",
    "no nonce": "malformed",
    "no expiry": "malformed",
    "old sign-in": "auth_time",
    "encrypted userinfo": "encrypted",
    "plain userinfo": "userinfo",
    "userinfo of another client": "audience",
    "critical header": "malformed",
    "other issuer in metadata": "metadata",
    "http endpoint": "metadata",
    "unknown key": "unknown_key",
    "subject that is no text": "malformed",
    "subject with NUL": "malformed",
    "subject half a character": "malformed",
    "endless age": "time",
    "endless sign-in": "auth_time",
    "sign-in of 400 digits": "auth_time",
    "two keys of one name": "unknown_key",
}


def make_key(kid):
    """(private key, public JWK)."""
    private = rsa.generate_private_key(65537, 2048)
    public = jwt.algorithms.RSAAlgorithm.to_jwk(private.public_key(), as_dict=True)
    return private, {**public, "kid": kid, "use": "sig", "alg": "RS256"}


def _b64(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


class Double(Port):
    """The provider: ``authorize`` plays the person's browser there."""

    #: made once for all tests: RSA keys take time
    keys_of_all = []

    def __init__(self, client_id="national", client_jwk=None):
        if not self.keys_of_all:
            self.keys_of_all.extend([make_key("k1"), make_key("k1"), make_key("k2")])
        self.keys, self.foreign = [self.keys_of_all[0]], self.keys_of_all[1]
        self.client_id, self.client_jwk = client_id, client_jwk
        self.person, self.acr, self.auth_time = dict(AMINA), STRONG, None
        self.fault, self.calls, self.jtis = None, [], set()
        self.codes, self.access_tokens = {}, {}

    def rotate(self):
        self.keys.insert(0, self.keys_of_all[2])
        self.keys.pop()

    # === The person's browser === #

    def authorize(self, address):
        """The parameters with which the browser returns from the provider's page."""
        asked = dict(parse_qsl(urlsplit(address).query))
        assert asked["response_type"] == "code"
        assert asked["code_challenge_method"] == "S256"
        if self.fault == "denied":
            return {"error": "access_denied", "state": asked["state"]}
        code = secrets.token_urlsafe(16)
        self.codes[code] = asked
        issuer = "https://evil.example" if self.fault == "mix-up" else ISSUER
        return {"code": code, "state": asked["state"], "iss": issuer}

    def come_back(self, address):
        """The path and query of the callback for an address of the provider's page."""
        asked = dict(parse_qsl(urlsplit(address).query))
        values = self.authorize(address)
        return f"{urlsplit(asked['redirect_uri']).path}?{urlencode(values)}"

    # === The port === #

    def get(self, address, headers=None):
        self._call(address)
        if address.endswith("/.well-known/openid-configuration"):
            return self._json(self._document())
        if address == f"{ISSUER}/jwks":
            keys = [] if self.fault == "unknown key" else [public for _key, public in self.keys]
            if self.fault == "two keys of one name":
                keys.append(self.foreign[1])
            return self._json({"keys": keys})
        if address == f"{ISSUER}/me":
            return self._userinfo((headers or {}).get("Authorization", "")[7:])
        return Answer(404, "text/plain", b"")

    def post(self, address, form, auth=None):
        self._call(address)
        if self.fault == "500":
            return Answer(500, "text/plain", b"oops")
        if self.fault == "hang":
            raise Refused("unreachable", "ReadTimeout")
        asked = self.codes.pop(form.get("code"), None)
        if not asked or not self._is_verifier(form, asked) or not self._is_client(form, auth):
            return self._json({"error": "invalid_grant"}, 400)
        return self._json(self._tokens(asked))

    def _call(self, address):
        self.calls.append(urlsplit(address).path)

    @staticmethod
    def _json(values, status=200):
        return Answer(status, "application/json", json.dumps(values).encode())

    def _document(self):
        ends = {"authorization": "/auth", "token": "/token", "userinfo": "/me"}
        scheme = ISSUER.replace("https", "http") if self.fault == "http endpoint" else ISSUER
        other = self.fault == "other issuer in metadata"
        return {
            "issuer": "https://evil.example" if other else ISSUER,
            "jwks_uri": f"{ISSUER}/jwks",
            **{f"{name}_endpoint": scheme + path for name, path in ends.items()},
        }

    # === The client === #

    @staticmethod
    def _is_verifier(form, asked):
        digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        return _b64(digest) == asked["code_challenge"]

    def _is_client(self, form, auth):
        if not self.client_jwk:
            return (auth or (form.get("client_id"), form.get("client_secret"))) == (
                self.client_id,
                "secret",
            )
        try:
            said = jwt.decode(
                form["client_assertion"],
                jwt.PyJWK(self.client_jwk).key,
                [self.client_jwk["alg"]],
                audience=[ISSUER, f"{ISSUER}/token"],
                options={"require": ["exp", "iat", "jti", "iss", "sub"]},
            )
        except (jwt.PyJWTError, KeyError):
            return False
        is_new = said["jti"] not in self.jtis
        self.jtis.add(said["jti"])
        return is_new and said["iss"] == said["sub"] == self.client_id

    # === Tokens === #

    def _tokens(self, asked):
        access_token = secrets.token_urlsafe(16)
        self.access_tokens[access_token] = dict(self.person)
        return {
            "access_token": access_token,
            "token_type": "Bearer",
            "id_token": self._sign(self._claims(asked, access_token)),
        }

    def _claims(self, asked, access_token):
        now = int(time.time())
        claims = {
            "iss": ISSUER,
            "sub": self.person["sub"],
            "aud": self.client_id,
            "iat": now,
            "exp": now + 120,
            "nonce": asked.get("nonce"),
            "acr": self.acr,
            "auth_time": now if self.auth_time is None else self.auth_time,
            "at_hash": _b64(hashlib.sha256(access_token.encode()).digest()[:16]),
        }
        claims.update(self._wrong(now))
        return {name: value for name, value in claims.items() if value is not None}

    def _wrong(self, now):
        return {
            "wrong nonce": {"nonce": "x"},
            "no nonce": {"nonce": None},
            "wrong aud": {"aud": "other"},
            "other party": {"aud": [self.client_id, "other"]},
            "wrong iss": {"iss": "https://evil.example"},
            "expired": {"exp": now - 600, "iat": now - 900},
            "no expiry": {"exp": None},
            "future": {"iat": now + 3600, "nbf": now + 3600},
            "low acr": {"acr": WEAK},
            "old sign-in": {"auth_time": now - 86400},
            "other access token": {"at_hash": _b64(bytes(16))},
            "subject that is no text": {"sub": 7},
            "subject with NUL": {"sub": "a\0b"},
            "subject half a character": {"sub": "\ud800"},
            "endless age": {"iat": float("inf")},
            "endless sign-in": {"auth_time": float("inf")},
            "sign-in of 400 digits": {"auth_time": 10**400},
        }.get(self.fault, {})

    def _userinfo(self, access_token):
        about = self.access_tokens.get(access_token)
        if about is None:
            return self._json({"error": "invalid_token"}, 401)
        if self.fault == "userinfo of another":
            about = {**about, "sub": "somebody-else"}
        if self.fault == "plain userinfo":
            return self._json(about)
        if self.fault == "encrypted userinfo":
            return Answer(200, "application/jwt", b"e30.a.b.c.d")
        client = "other" if self.fault == "userinfo of another client" else self.client_id
        signed = self._sign({**about, "iss": ISSUER, "aud": client})
        return Answer(200, "application/jwt", signed.encode())

    def _sign(self, claims):
        private, public = self.foreign if self.fault == "foreign key" else self.keys[0]
        if self.fault == "alg none":
            return jwt.encode(claims, None, "none")
        if self.fault == "hs256 with public key":
            return self._hs256(public, claims)
        headers = {"kid": public["kid"]}
        if self.fault == "critical header":
            headers.update(crit=["x"], x=1)
        return jwt.encode(claims, private, "RS256", headers=headers)

    @staticmethod
    def _hs256(public, claims):
        """By hand: PyJWT refuses to make it."""
        parts = {"alg": "HS256", "kid": public["kid"]}, claims
        signed = b".".join(_b64(json.dumps(part).encode()).encode() for part in parts)
        mac = hmac.digest(json.dumps(public).encode(), signed, "sha256")
        return f"{signed.decode()}.{_b64(mac)}"
