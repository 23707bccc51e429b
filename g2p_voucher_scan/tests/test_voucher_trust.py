import json
from contextlib import contextmanager
from unittest.mock import patch

from psycopg2.errors import LockNotAvailable

from odoo import SUPERUSER_ID, api
from odoo.exceptions import AccessError
from odoo.modules.registry import Registry
from odoo.tests import BaseCase, get_db_name, tagged
from odoo.tools import mute_logger

from odoo.addons.g2p_voucher_key.token import payload, status_list
from odoo.addons.g2p_voucher_qr.models import g2p_voucher_status
from odoo.addons.g2p_voucher_qr.tests.common import VoucherCase

#: 8 on 19.0; 17.0 reads the managers' currencies after finding the managers
BUNDLE_QUERIES = 9
SECRETS = ("Amina", "Kabor", "Surgery", "1000", "vq_")


@tagged("post_install", "-at_install")
class TestVoucherTrust(VoucherCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.fake_pdf()
        cls.trust = cls.env["g2p.voucher.trust"]
        cls.voucher = cls.issue_voucher()

    def bundle(self):
        return json.loads(self.trust._bundle()[1])

    def status(self, copy):
        """The status of a copy in the published list."""
        status = self.bundle()["status"]
        return status_list.read(status["lst"], status["size"])[copy.status_index]

    def test_the_index_in_the_payload_is_the_one_in_the_register(self):
        copy = self.voucher.active_copy_id
        claims = payload.decode_claims(payload.unpack(copy.payload).payload)
        self.assertEqual(claims.status_index, copy.status_index)
        self.assertTrue(0 < copy.status_index < self.bundle()["status"]["size"])

    def test_a_payload_without_an_index_is_still_read(self):
        claims = payload.Claims("https://a", 1, 2, bytes(16), "V1", "P", "A••••", 100, "USD")
        self.assertEqual(payload.decode_claims(claims.encode()).status_index, 0)

    def test_the_voucher_still_fits_version_eleven(self):
        self.assertLessEqual(len(self.voucher.active_copy_id.payload), 366)

    def test_a_place_is_given_once_also_within_a_transaction(self):
        draws = iter([40, 40, 41])
        self.patch(g2p_voucher_status.secrets, "randbelow", lambda _size: next(draws))
        copies = self.env["g2p.voucher.copy"]
        self.assertEqual(copies._free_status_indexes() + copies._free_status_indexes(), [41, 42])

    def test_a_usable_voucher_is_zero_like_an_index_that_nobody_has(self):
        self.assertEqual(self.status(self.voucher.active_copy_id), status_list.USABLE)

    def test_a_part_redeemed_voucher_is_usable_and_a_whole_one_redeemed(self):
        copy = self.voucher.active_copy_id
        self.redeem(copy.payload, 400)
        self.assertEqual(self.status(copy), status_list.USABLE)
        self.redeem(copy.payload, 600, key="idempotency-0002")
        self.assertEqual(self.status(copy), status_list.REDEEMED)

    def test_a_replaced_copy_is_revoked_and_its_successor_usable(self):
        former = self.voucher.active_copy_id
        self.voucher.with_user(self.issuer).action_reissue("lost")
        self.assertEqual(self.status(former), status_list.REVOKED)
        self.assertEqual(self.status(self.voucher.active_copy_id), status_list.USABLE)

    def test_a_revoked_voucher_is_revoked(self):
        self.voucher.with_user(self.issuer).action_revoke("wrong person")
        self.assertEqual(self.status(self.voucher.active_copy_id), status_list.REVOKED)

    def test_an_expired_voucher_and_one_of_a_dead_entitlement_are_not_usable(self):
        other, third = self.issue_voucher(), self.issue_voucher()
        self.voucher.entitlement_id.write({"state": "expired"})
        self.assertEqual(self.status(self.voucher.active_copy_id), status_list.SUSPENDED)
        other.entitlement_id.write({"state": "rejected1"})
        self.assertEqual(self.status(other.active_copy_id), status_list.REVOKED)
        third._set_state("expired")
        self.assertEqual(self.status(third.active_copy_id), status_list.SUSPENDED)

    def test_every_change_raises_the_sequence_and_changes_the_tag(self):
        changes = (
            lambda: self.env["g2p.voucher.key"]._generate(self.company),
            lambda: self.voucher.with_user(self.issuer).action_reissue("lost"),
            lambda: self.redeem(self.voucher.active_copy_id.payload, 1000),
            lambda: self.key._set_state("verify_only"),
        )
        for change in changes:
            sequence, tag = self.bundle()["sequence"], self.trust._bundle()[0]
            self.assertEqual(self.trust._bundle()[0], tag)
            change()
            self.assertGreater(self.bundle()["sequence"], sequence)
            self.assertNotEqual(self.trust._bundle()[0], tag)

    def test_a_new_voucher_changes_nothing_that_scanners_know(self):
        version = self.trust._version_since(0)[0]
        self.issue_voucher()
        self.assertEqual(self.trust._version_since(0)[0], version)

    def test_counting_up_keeps_sequence_and_tag(self):
        self.trust._record_change()
        self.trust._gc_changes()
        self.assertGreater(self.trust.search_count([]), 1, "what scanners may still ask for stays")
        self.env.cr.execute("UPDATE g2p_voucher_trust SET stamp = stamp - 2 * 86400e6")
        before, tag = self.trust._version_since(0)[0], self.trust._bundle()[0]
        self.trust._gc_changes()
        self.trust._gc_changes()
        self.assertEqual(self.trust._version_since(0)[0][:2], before[:2])
        self.assertEqual(self.trust._bundle()[0], tag)
        self.assertEqual(self.trust.search_count([]), 1)

    def test_a_current_bundle_takes_one_query_and_a_new_one_few(self):
        self.trust._record_change()
        with self.assertQueryCount(BUNDLE_QUERIES):
            self.trust._bundle()
        with self.assertQueryCount(1):
            self.trust._bundle()

    def test_the_number_of_queries_is_the_same_for_many(self):
        for _voucher in range(3):
            self.issue_voucher().with_user(self.issuer).action_revoke("wrong")
            self.env["g2p.voucher.key"]._generate(self.company)
        self.env.invalidate_all()
        with self.assertQueryCount(BUNDLE_QUERIES):
            self.trust._bundle()

    def test_keys_are_published_before_their_use_and_after_their_end(self):
        coming = self.env["g2p.voucher.key"]._generate(self.company)
        gone = self.env["g2p.voucher.key"]._generate(self.company)
        gone._set_state("revoked")
        found = {key["kid"]: key for key in self.bundle()["keys"]}
        states = [found[key.kid]["state"] for key in (coming, self.key, gone)]
        self.assertEqual(states, ["published", "active", "revoked"])
        self.assertEqual(found[self.key.kid]["iss"], self.key.issuer_uri)
        self.assertNotIn("d", found[self.key.kid])

    def test_it_contains_no_personal_data(self):
        text = self.trust._bundle()[1]
        private = [self.voucher.name, self.voucher.active_copy_id.cti, *SECRETS]
        self.assertEqual([word for word in private if word in text], [])
        self.assertEqual(
            set(self.bundle()), {"format", "sequence", "keys", "digits", "status", "time"}
        )

    def test_only_code_adds_changes_and_places(self):
        for user in (self.manager, self.issuer, self.staff):
            with self.assertRaisesRegex(AccessError, "not allowed"):
                self.trust.with_user(user).create({"changes": 5})
            with self.assertRaisesRegex(AccessError, "not allowed"):
                self.env["g2p.voucher.status.place"].with_user(user).create({"place": 5})


@tagged("post_install", "-at_install")
class TestTrustConcurrency(BaseCase):
    """Two real transactions; neither is committed."""

    @contextmanager
    def two(self):
        registry = Registry(get_db_name())
        with registry.cursor() as one, registry.cursor() as other:
            try:
                yield [api.Environment(cr, SUPERUSER_ID, {}) for cr in (one, other)]
            finally:
                one.rollback()
                other.rollback()

    def test_concurrent_changes_do_not_wait_for_each_other(self):
        with self.two() as envs:
            for env in envs:
                env.cr.execute("SET LOCAL lock_timeout = '200ms'")
                env["g2p.voucher.trust"]._record_change()

    def test_a_place_is_not_given_while_another_transaction_reserves_it(self):
        draws = patch.object(g2p_voucher_status.secrets, "randbelow", side_effect=[76, 76, 76])
        with self.two() as (one, other), draws:
            self.assertEqual(one["g2p.voucher.copy"]._free_status_indexes(), [77])
            other.cr.execute("SET LOCAL lock_timeout = '200ms'")
            with self.assertRaises(LockNotAvailable), mute_logger("odoo.sql_db"):
                other["g2p.voucher.copy"]._free_status_indexes()
            other.cr.rollback()
            one.cr.rollback()
            self.assertEqual(other["g2p.voucher.copy"]._free_status_indexes(), [77])
