"""The addon's client and a real provider, without Odoo, a database and a browser: seconds.

Needs only the provider's packages: ``E2E_NATIONAL_ID=$(scripts/national_id.sh packages)``.
"""

import importlib.util
import json
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from urllib.parse import parse_qsl, urljoin, urlsplit

import national_id
import pytest
import requests
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

TOOLS = Path(__file__).parents[2] / "g2p_sign_in_oidc" / "tools"
STRONG, WEAK = "mosip:idp:acr:generated-code", "mosip:idp:acr:static-code"
CALLBACK = "/assistance/id/callback/national"


def _load():
    """The modules of the protocol, which know no Odoo, under a name of their own."""
    name = "oidc_tools"
    spec = importlib.util.spec_from_file_location(
        name, TOOLS / "__init__.py", submodule_search_locations=[str(TOOLS)]
    )
    sys.modules[name] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(sys.modules[name])
    parts = ("client", "client_keys", "metadata", "refusals", "requests_port", "secrets_of_sign_in")
    return {part: importlib.import_module(f"{name}.{part}") for part in parts}


OIDC = _load()
Refused = OIDC["refusals"].Refused


class Keys(BaseHTTPRequestHandler):
    """The server's public keys as a client, which the provider reads."""

    def do_GET(self):
        body = json.dumps(self.server.key_set).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args):
        """No log."""


class Cache:
    """The provider's description and keys, read again each time."""

    def __init__(self, port, issuer):
        self.port, self.issuer = port, issuer

    def document(self):
        return self.port.get(OIDC["metadata"].address_of(self.issuer)).good().json()

    def keys(self, refresh=False):
        return self.port.get(self.document()["jwks_uri"]).good().json()["keys"]


def make_signer(kid):
    """(the client's key, its public part)."""
    private = rsa.generate_private_key(65537, 2048)
    pem = private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    public = OIDC["client_keys"].public_text(private.public_key(), kid)
    return OIDC["client"].Signer(kid, "RS256", pem), public


class Server:
    """This server as a client of the provider, and a person's browser."""

    def __init__(self):
        self.signer, public = make_signer("c1")
        self.http = ThreadingHTTPServer(("127.0.0.1", 0), Keys)
        self.http.key_set = OIDC["client_keys"].key_set([public])
        Thread(target=self.http.serve_forever, daemon=True).start()
        self.address = f"http://127.0.0.1:{self.http.server_port}"
        self.issuer = None

    def client(self, **values):
        port = OIDC["requests_port"].RequestsPort(loopback=True)
        config = {
            "issuer": self.issuer,
            "client_id": "assistance",
            "redirect_uri": self.address + CALLBACK,
            "scopes": "openid profile",
            "signer": self.signer,
            "more": {"prompt": "login"},
            "loopback": True,
            **values,
        }
        return OIDC["client"].Client(
            OIDC["client"].Config(**config), port, Cache(port, self.issuer)
        )

    def attempt(self, max_age=None):
        texts = [OIDC["secrets_of_sign_in"].token() for _text in range(3)]
        return OIDC["client"].Attempt(*texts, (STRONG,), max_age)

    def answer(self, attempt, **form):
        """The provider's answer after its page was sent like this."""
        browser = requests.Session()
        found = browser.get(self.client().address(attempt), allow_redirects=False, timeout=20)
        for _step in range(10):
            if not found.is_redirect:
                found = browser.post(found.url, data=form, allow_redirects=False, timeout=20)
                continue
            to = urljoin(found.url, found.headers["Location"])
            if to.startswith(self.address + CALLBACK):
                return dict(parse_qsl(urlsplit(to).query))
            found = browser.get(to, allow_redirects=False, timeout=20)
        return pytest.fail(f"the provider leads nowhere: {found.status_code} {found.text[:300]}")

    def sign_in(self, attempt=None, client=None, **form):
        attempt, client = attempt or self.attempt(), client or self.client()
        answer = self.answer(attempt, **{"person": "anna", "acr": STRONG, **form})
        assert answer["state"] == attempt.state
        return client.person(client.check_answer(answer), attempt)


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    own = Server()
    log = tmp_path_factory.mktemp("national-id") / "log"
    with national_id.running(own.address, log) as issuer:
        own.issuer = issuer
        yield own
    own.http.shutdown()


def code_of(call, *args, **options):
    with pytest.raises(Refused) as caught:
        call(*args, **options)
    return caught.value.code


def test_two_people_sign_in_in_one_browser_after_another(server):
    claims, about = server.sign_in()
    assert (claims["acr"], about["individual_id"]) == (STRONG, "NID-41658468")
    claims, about = server.sign_in(server.attempt(max_age=300), person="lena")
    assert (claims["sub"], about["given_name"]) == (about["sub"], "Lena")


def test_a_weaker_way_and_a_cancelled_sign_in_are_refused(server):
    assert code_of(server.sign_in, acr=WEAK) == "acr"
    assert code_of(server.sign_in, person="", cancel="1") == "cancelled"


def test_a_code_is_used_once_and_for_its_own_attempt(server):
    mine, other, client = server.attempt(), server.attempt(), server.client()
    code = client.check_answer(server.answer(mine, person="anna", acr=STRONG))
    assert code_of(client.person, code, other) == "token_refused"
    code = client.check_answer(server.answer(mine, person="anna", acr=STRONG))
    client.person(code, mine)
    assert code_of(client.person, code, mine) == "token_refused"


def test_the_provider_believes_only_the_servers_own_key(server):
    foreign, _public = make_signer("c1")
    assert code_of(server.sign_in, client=server.client(signer=foreign)) == "token_refused"


def test_another_issuer_and_unsigned_data_are_refused(server):
    wrong = server.client(issuer=server.issuer.replace("127.0.0.1", "localhost"))
    assert code_of(wrong.check_ready) == "metadata"
    assert code_of(server.sign_in, client=server.client(userinfo="json")) == "userinfo"
