import base64
import json
import os
from pathlib import Path
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .. import vault
from ..models.g2p_sign_in_provider_client import ProviderCache
from ..tools.refusals import Refused
from . import double
from .common import KEK, ProviderCase

OTHER = base64.b64encode(bytes(32)).decode()


@tagged("post_install", "-at_install")
class TestSettings(ProviderCase):
    def test_wrong_settings_are_refused(self):
        wrong = (
            {"code": "National ID"},
            {"issuer": "http://id.example.org"},
            {"issuer": "https://id.example.org?a=1"},
            {"issuer": "https://id.example.org\n"},
            {"metadata_address": "http://id.example.org"},
            {"base_address": "https://aid.example.org/odoo"},
            {"algorithms": "RS256 none"},
            {"algorithms": "HS256"},
            {"algorithms": " "},
            {"scopes": "profile"},
            {"id_claim": False},
            {"access_days": 0},
            {"landing": "https://evil.example"},
        )
        for values in wrong:
            refused = self.assertRaises(ValidationError)
            with self.subTest(values=values), refused, self.env.cr.savepoint():
                self.provider.write(values)

    def test_the_address_for_the_provider(self):
        self.assertEqual(
            self.provider.redirect_uri, "https://aid.example.org/assistance/id/callback/national"
        )

    def test_a_provider_is_published_with_a_key_or_a_secret(self):
        other = self.create_provider(code="other")
        with self.assertRaises(UserError) as caught:
            other.is_published = True
        self.assertIn("Generate and activate a key", str(caught.exception))
        other.auth_method = "client_secret_basic"
        with self.assertRaises(UserError) as caught:
            other.is_published = True
        self.assertIn("Enter the client secret", str(caught.exception))
        other.client_secret = "a secret"
        other.is_published = True
        self.assertEqual(other._config().secret, "a secret")

    def test_a_secret_is_never_shown_again(self):
        self.provider.client_secret = "a secret"
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertFalse(self.provider.client_secret)
        self.assertTrue(self.provider.has_secret)
        self.assertNotIn("a secret", self.provider.sudo().secret_encrypted)  # sudo: only compared
        changes = self.env["g2p.audit.change"].search([("field_name", "=", "secret_encrypted")])
        # sudo: only compared
        self.assertNotIn(self.provider.sudo().secret_encrypted, changes.mapped("new_value"))

    def test_a_secret_of_another_row_cannot_be_used(self):
        self.provider.client_secret = "a secret"
        other = self.create_provider(code="other")
        # sudo: the state that is tested, as the server sets it
        other.sudo().secret_encrypted = self.provider.sudo().secret_encrypted
        with self.assertRaises(Refused):
            vault.secret_of(other)

    def test_without_the_servers_secret_nothing_is_stored_or_signed(self):
        with patch.dict(os.environ, {"G2P_VOUCHER_KEK": ""}):
            with self.assertRaisesRegex(UserError, "key-encryption key"):
                self.provider.action_generate_key()
            with self.assertRaises(Refused) as caught:
                self.provider._config()
        self.assertEqual(caught.exception.code, "key")

    def test_a_new_key_replaces_the_former_one(self):
        new = self.env["g2p.sign.in.key"]._generate(self.provider)
        kids = [key["kid"] for key in new._public_set(self.provider)["keys"]]
        self.assertEqual(set(kids), {self.key.kid, new.kid})
        self.assertEqual(self.provider._config().signer.kid, self.key.kid)
        new.action_activate()
        self.assertEqual((self.key.state, new.state), ("retired", "active"))
        self.assertEqual(self.provider._config().signer.kid, new.kid)
        with self.assertRaisesRegex(UserError, "its state is"):
            self.key.action_activate()

    def test_keys_are_encrypted_again_under_a_new_secret(self):
        changing = {"G2P_VOUCHER_KEK": OTHER, "G2P_VOUCHER_KEK_FORMER": KEK}
        self.provider.client_secret = "a secret"
        with patch.dict(os.environ, changing):
            self.key.action_reencrypt()
        self.env.invalidate_all()
        with patch.dict(os.environ, {"G2P_VOUCHER_KEK": OTHER}):
            self.assertTrue(vault.signer_of(self.key).private)
            self.assertEqual(vault.secret_of(self.provider), "a secret")

    def test_a_key_is_not_written_over_rpc(self):
        admin = self.env.ref("base.user_admin")
        for values in ({"state": "retired"}, {"kid": "x"}):
            with self.assertRaises(AccessError):
                self.key.with_user(admin).write(values)
            with self.assertRaises(AccessError):
                # sudo: the state that is tested, as the server sets it
                self.key.sudo().write(values)

    def test_a_neutralised_copy_signs_nobody_in(self):
        self.provider.client_secret = "a secret"
        self.env.flush_all()
        script = Path(__file__).parents[1] / "data" / "neutralize.sql"
        self.env.cr.execute(script.read_text())
        self.env.invalidate_all()
        self.assertFalse(self.provider.is_published)
        self.assertFalse(self.provider.has_secret)
        with self.assertRaises(Refused):
            vault.signer_of(self.key)

    def test_the_preview_shows_what_becomes_of_claims(self):
        self.env["gender.type"].create({"code": "Female", "value": "female"})
        preview = self.env["g2p.sign.in.preview"].create({"provider_id": self.provider.id})
        self.assertIn("Given name: Amina", preview.result)
        self.assertIn("ID number (compared): 1234567890", preview.result)
        self.assertIn("1990-01-31", preview.result)
        preview.sample = "not JSON"
        self.assertEqual(preview.result, "This is not a JSON object.")
        people = self.env["res.partner"].search_count([("name", "ilike", "amina")])
        preview.sample = json.dumps({"given_name": "Amina"})
        self.assertEqual(self.env["res.partner"].search_count([("name", "ilike", "amina")]), people)


@tagged("post_install", "-at_install")
class TestPublishedData(ProviderCase):
    """The provider's description and keys are read seldom, and kept for all processes."""

    def setUp(self):
        super().setUp()
        self.double = double.Double(client_jwk=json.loads(self.key.public_jwk))
        store = type(self.env["g2p.sign.in.metadata"])

        def keep(model, provider, values):
            row = model._of(provider)
            # sudo: the state that is tested, as the server sets it
            row.write(values) if row else model.sudo().create(
                {"provider_id": provider.id, **values}
            )

        # otherwise in a transaction of its own, which does not see the rows of this test
        self.startPatcher(patch.object(store, "_keep", keep))
        model = type(self.env["g2p.sign.in.provider"])
        self.startPatcher(patch.object(model, "_port", lambda _self: self.double))

    def cache(self):
        # sudo: read as the test, whatever people see
        return ProviderCache(self.provider.sudo(), self.double)

    def test_a_second_request_asks_nobody(self):
        for _time in range(2):
            self.cache().document()
            self.cache().keys()
        self.assertEqual(len(self.double.calls), 2)

    def test_unknown_keys_are_not_asked_for_again_and_again(self):
        self.cache().keys()
        asked = len(self.double.calls)
        for _time in range(3):
            self.cache().keys(refresh=True)
        self.assertEqual(len(self.double.calls), asked)

    def test_a_failure_is_followed_by_a_pause(self):
        self.double.fault = "other issuer in metadata"
        codes = []
        for _time in range(3):
            try:  # assertRaises would undo what is kept
                self.cache().document()
            except Refused as refusal:
                codes.append(refusal.code)
        self.assertEqual(codes, ["metadata", "unreachable", "unreachable"])
        self.assertEqual(len(self.double.calls), 1)

    def test_the_monitor_warns_while_a_provider_does_not_answer(self):
        health = self.env["g2p.suite.health"].sudo()  # sudo: as the address of the health does
        self.cache().document()
        self.assertEqual(health._sign_in()["status"], "pass")
        self.env["g2p.sign.in.metadata"]._remember_failure(self.provider)
        found = health._sign_in()
        self.assertEqual((found["status"], found["not_answering"]), ("warn", 1))
        self.assertIn(health._report()["status"], ("warn", "fail"))

    def test_another_issuer_has_other_data(self):
        self.cache().document()
        self.provider.issuer = "https://other.example.org"
        self.assertFalse(self.env["g2p.sign.in.metadata"]._of(self.provider))

    def test_a_description_at_another_address_is_still_of_the_issuer(self):
        elsewhere = f"{double.ISSUER}/v1/oidc/.well-known/openid-configuration"
        self.provider.metadata_address = elsewhere
        self.cache().document()
        self.assertEqual(self.double.calls, ["/v1/oidc/.well-known/openid-configuration"])
        self.provider.metadata_address = False
        self.double.fault = "other issuer in metadata"
        with self.assertRaises(Refused):
            self.cache().document()

    def test_the_button_says_whether_the_provider_answers(self):
        self.assertIn("Keys: 1", str(self.provider.action_test()))
        self.double.fault = "other issuer in metadata"
        self.assertIn("letter by letter", str(self.provider.action_test()))
