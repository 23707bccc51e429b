import time

from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from odoo.tests import BaseCase, tagged

from ..tools import metadata, secrets_of_sign_in
from ..tools.client import Attempt, Client, Config, Signer
from ..tools.refusals import Refused
from . import double


class Cache:
    """Reads the provider's description and keys as the model does, without its database."""

    def __init__(self, port):
        self.port, self.known = port, None

    def document(self):
        answer = self.port.get(metadata.address_of(double.ISSUER))
        return metadata.shortened(answer.json())

    def keys(self, refresh=False):
        if self.known is None or refresh:
            self.known = self.port.get(f"{double.ISSUER}/jwks").json()["keys"]
        return self.known


class ClientCase(BaseCase):
    """A client with a key of its own, and a provider that knows it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.private, cls.public = double.make_key("c1")
        pem = cls.private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        cls.signer = Signer("c1", "RS256", pem.decode())

    def setUp(self):
        super().setUp()
        self.provider = double.Double(client_jwk=self.public)
        self.cache = Cache(self.provider)

    def client(self, **options):
        config = {
            "issuer": double.ISSUER,
            "client_id": "national",
            "redirect_uri": "https://aid.example.org/assistance/id/callback/national",
            "acr_values": (double.STRONG,),
            "signer": self.signer,
        }
        return Client(Config(**{**config, **options}), self.provider, self.cache)

    def attempt(self, **options):
        values = {name: secrets_of_sign_in.token() for name in ("state", "nonce", "verifier")}
        return Attempt(**{**values, "acr_values": (double.STRONG,), **options})

    def sign_in(self, client=None, **options):
        client, attempt = client or self.client(), self.attempt(**options)
        answer = self.provider.authorize(client.address(attempt))
        self.assertEqual(answer["state"], attempt.state)
        return client.person(client.check_answer(answer), attempt)

    def refused(self, code, call, *args, **options):
        with self.assertRaises(Refused) as caught:
            call(*args, **options)
        self.assertEqual(caught.exception.code, code)


@tagged("post_install", "-at_install")
class TestClient(ClientCase):
    def test_a_person_signs_in(self):
        claims, about = self.sign_in()
        self.assertEqual((claims["sub"], about["individual_id"]), ("psut-1", "1234567890"))

    def test_every_fault_of_the_provider_is_refused(self):
        self.assertEqual(len(double.FAULTS), 14)
        for fault, code in double.FAULTS.items():
            with self.subTest(fault=fault):
                self.provider.fault = fault
                self.refused(code, self.sign_in)

    def test_further_faults_are_refused(self):
        for fault, code in double.MORE_FAULTS.items():
            with self.subTest(fault=fault):
                self.provider.fault, self.cache.known = fault, None
                self.refused(code, self.sign_in, max_age=300)

    def test_new_keys_of_the_provider_are_read(self):
        self.sign_in()
        self.provider.rotate()
        self.sign_in()
        self.assertEqual(self.provider.calls.count("/jwks"), 2)

    def test_known_keys_are_not_read_again(self):
        for _time in range(2):
            self.sign_in()
        self.assertEqual(self.provider.calls.count("/jwks"), 1)

    def test_a_code_is_of_one_attempt(self):
        client, mine, other = self.client(), self.attempt(), self.attempt()
        code = client.check_answer(self.provider.authorize(client.address(mine)))
        self.refused("token_refused", client.person, code, other)

    def test_an_assertion_is_never_repeated(self):
        for _time in range(2):
            self.sign_in()
        self.assertEqual(len(self.provider.jtis), 2)

    def test_a_client_with_a_secret(self):
        self.provider.client_jwk = None
        for method in ("client_secret_basic", "client_secret_post"):
            with self.subTest(method=method):
                self.sign_in(self.client(auth_method=method, secret="secret"))
                wrong = self.client(auth_method=method, secret="other")
                self.refused("token_refused", self.sign_in, wrong)

    def test_plain_userinfo_where_the_settings_allow_it(self):
        self.provider.fault = "plain userinfo"
        _claims, about = self.sign_in(self.client(userinfo="json"))
        self.assertEqual(about["name"], "Amina Yusuf")

    def test_without_userinfo_the_id_token_has_the_claims(self):
        _claims, about = self.sign_in(self.client(userinfo="none"))
        self.assertNotIn("name", about)

    def test_a_recent_sign_in_is_enough_for_a_step_up(self):
        self.provider.auth_time = int(time.time()) - 250
        self.sign_in(max_age=300)
        self.provider.auth_time = int(time.time()) - 500
        self.refused("auth_time", self.sign_in, max_age=300)

    def test_a_weaker_method_is_refused_even_if_the_provider_signs_it(self):
        self.provider.acr = double.WEAK
        self.refused("acr", self.sign_in)
        self.sign_in(acr_values=(double.STRONG, double.WEAK))
        self.sign_in(acr_values=())

    def test_an_answer_without_the_issuer_where_the_provider_names_itself(self):
        client = self.client()
        self.cache.document = lambda: {
            **self.provider._document(),
            "authorization_response_iss_parameter_supported": True,
        }
        self.refused("mix_up", client.check_answer, {"code": "c"})
        self.assertEqual(client.check_answer({"code": "c", "iss": double.ISSUER}), "c")

    def test_the_request_asks_for_what_the_settings_say(self):
        client = self.client(scopes="openid profile", more={"claims": "{}", "state": "forged"})
        attempt = self.attempt(max_age=60)
        address = client.address(attempt)
        self.assertIn("scope=openid+profile", address)
        self.assertIn("max_age=60", address)
        self.assertIn(f"state={attempt.state}", address)
        self.assertNotIn("forged", address)
        self.assertNotIn(attempt.verifier, address)
