import base64
import hashlib
import json
import zlib
from unittest.mock import patch

from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry
from odoo.tests import BaseCase, HttpCase, get_db_name, tagged

from odoo.addons.g2p_voucher_key.token import status_list
from odoo.addons.g2p_voucher_qr.tests.common import VoucherCase

from ..models import g2p_voucher_trust

HOUR = 3600 * 10**6
#: the version, and the changes
DELTA_QUERIES = 2


class DeltaCase(VoucherCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.fake_pdf()
        cls.trust = cls.env["g2p.voucher.trust"]
        cls.voucher = cls.issue_voucher()

    def ask(self, after=None):
        """The server's answer, parsed."""
        return json.loads(self.trust._bundle(after)[1])

    def settle(self):
        """Date all changes long ago; return the current bundle."""
        self.env.cr.execute("UPDATE g2p_voucher_trust SET stamp = stamp - %s", [HOUR])
        return self.ask()

    def another_server(self):
        """A process that has not built a bundle yet."""
        return patch.dict(g2p_voucher_trust._LAST, clear=True)

    def bits(self, bundle):
        return bytearray(zlib.decompress(base64.b64decode(bundle["status"]["lst"])))

    def followed(self, bundle, delta):
        """The status list of the bundle with the delta applied, as in a scanner."""
        bits = self.bits(bundle)
        for status, places in enumerate(delta["status"]["changed"]):
            for place in places:
                shift = (place & 3) * status_list.BITS
                bits[place >> 2] = bits[place >> 2] & ~(3 << shift) | status << shift
        return bits

    def assert_whole(self, answer):
        self.assertNotIn("after", answer)
        self.assertIn("lst", answer["status"])


@tagged("post_install", "-at_install")
class TestVoucherTrustDelta(DeltaCase):
    def test_every_change_leads_to_the_whole_bundle(self):
        voucher, other, third, fourth = (self.issue_voucher() for _number in range(4))

        def text():
            return voucher.active_copy_id.payload

        changes = {
            "part redeemed": lambda: self.redeem(text(), 400, "idempotency-0001"),
            "redeemed": lambda: self.redeem(text(), 600, "idempotency-0002"),
            "taken back": lambda: (
                voucher.redemption_ids[:1].with_user(self.manager).action_reverse("wrong person")
            ),
            "reissued": lambda: voucher.with_user(self.issuer).action_reissue("lost"),
            "revoked": lambda: voucher.with_user(self.issuer).action_revoke("wrong person"),
            "expired": lambda: other._set_state("expired"),
            "entitlement expired": lambda: third.entitlement_id.write({"state": "expired"}),
            "entitlement back": lambda: third.entitlement_id.write({"state": "trans2FSP"}),
            "cycle cancelled": lambda: fourth.entitlement_id.cycle_id.write({"state": "cancelled"}),
            "key made": lambda: self.env["g2p.voucher.key"]._generate(self.company),
            "key at its end": lambda: self.key._set_state("verify_only"),
        }
        for name, change in changes.items():
            with self.subTest(name):
                known = self.settle()
                change()
                whole, delta = self.ask(), self.ask(known["sequence"])
                self.assertEqual(delta["after"], known["sequence"])
                self.assertNotIn("lst", delta["status"])
                self.assertEqual(self.followed(known, delta), self.bits(whole))
                for member in ("format", "sequence", "keys", "digits"):
                    self.assertEqual(delta[member], whole[member], member)
                tag = self.trust._bundle()[0]
                with self.another_server():
                    self.assertEqual(self.trust._bundle()[0], tag)

    def test_it_contains_the_changes_and_no_more(self):
        other, place = self.issue_voucher(), self.voucher.active_copy_id.status_index
        other._set_state("expired")
        self.settle()
        self.trust._record_change()
        known = self.settle()
        self.voucher.with_user(self.issuer).action_revoke("wrong person")
        delta = self.ask(known["sequence"])
        self.assertEqual(delta["status"]["changed"], [[], [], [place], []])
        self.assertEqual(delta["status"]["size"], known["status"]["size"])
        self.assertLess(len(json.dumps(delta["status"])), 200)

    def test_its_digest_is_that_of_the_whole_list(self):
        known = self.settle()
        self.voucher._set_state("expired")
        delta, bits = self.ask(known["sequence"]), self.bits(self.ask())
        self.assertEqual(delta["status"]["digest"], hashlib.sha256(bits).hexdigest())

    def test_an_unrecorded_change_does_not_fit(self):
        known = self.settle()
        self.env.cr.execute(
            "UPDATE g2p_voucher_copy SET status = 2 WHERE id = %s", [self.voucher.active_copy_id.id]
        )
        self.env["g2p.voucher.key"]._generate(self.company)
        with self.another_server():
            delta = self.ask(known["sequence"])
        found = hashlib.sha256(self.followed(known, delta)).hexdigest()
        self.assertNotEqual(found, delta["status"]["digest"], "the phone asks for everything")

    def test_closed_places_are_not_read_again(self):
        self.ask()
        model = type(self.trust)
        self.voucher._set_state("expired")
        with patch.object(model, "_closed_indexes", side_effect=AssertionError):
            whole = self.ask()
        with (
            self.another_server(),
            patch.object(model, "_changed_statuses", side_effect=AssertionError),
        ):
            self.assertEqual(self.bits(self.ask()), self.bits(whole))

    def test_undone_changes_are_dropped(self):
        tag, bits = self.trust._bundle()[0], self.bits(self.ask())
        with self.assertRaises(ZeroDivisionError), self.env.cr.savepoint():
            self.voucher._set_state("expired")
            self.assertNotEqual(self.trust._bundle()[0], tag)
            raise ZeroDivisionError
        self.assertEqual(self.trust._bundle()[0], tag)
        self.trust._record_change()
        self.assertEqual(self.bits(self.ask()), bits)

    def test_the_tag_is_that_of_the_whole_bundle(self):
        known = self.settle()
        self.voucher._set_state("expired")
        self.assertEqual(self.trust._bundle(known["sequence"])[0], self.trust._bundle()[0])

    def test_it_contains_changes_of_a_late_transaction(self):
        known, place = self.settle(), self.voucher.active_copy_id.status_index
        self.voucher._set_state("expired")
        # made a minute before the last change that the phone has, and visible after it
        self.env.cr.execute(
            "UPDATE g2p_voucher_trust SET stamp = %s WHERE id = (SELECT max(id) FROM"
            " g2p_voucher_trust)",
            [known["sequence"] - g2p_voucher_trust.LATE // 10],
        )
        delta = self.ask(known["sequence"])
        self.assertEqual(delta["sequence"], known["sequence"])
        self.assertIn(place, delta["status"]["changed"][status_list.SUSPENDED])

    def test_after_an_unknown_change_everything_is_sent(self):
        program = self.voucher.program_id
        changes = (
            lambda: self.voucher_manager.write({"on_end": "at_once"}),
            lambda: program.write({"state": "ended"}),
        )
        for change in changes:
            known = self.settle()
            change()
            self.assert_whole(self.ask(known["sequence"]))
        # later changes are sent as a small delta again
        known = self.ask()
        self.key._set_state("verify_only")
        self.assertEqual(self.ask(known["sequence"])["after"], known["sequence"])

    def test_an_outdated_or_future_sequence_is_answered_with_everything(self):
        first = self.settle()
        self.voucher._set_state("expired")
        second = self.ask()
        self.env.cr.execute("UPDATE g2p_voucher_trust SET stamp = stamp - %s", [30 * HOUR])
        self.trust._gc_changes()
        self.assert_whole(self.ask(first["sequence"] - 30 * HOUR))
        self.assert_whole(self.ask(second["sequence"] + HOUR))
        self.assert_whole(self.ask(0))

    def test_a_quiet_month_costs_nobody_everything(self):
        self.settle()
        self.env.cr.execute("UPDATE g2p_voucher_trust SET stamp = stamp - %s", [30 * 24 * HOUR])
        self.trust._gc_changes()
        known = self.ask()
        self.voucher._set_state("expired")
        delta = self.ask(known["sequence"])
        self.assertEqual(self.followed(known, delta), self.bits(self.ask()))

    def test_more_than_the_whole_is_not_sent(self):
        known = self.settle()
        self.env.cr.execute(
            "INSERT INTO g2p_voucher_trust (stamp, changes, places)"
            " SELECT extract(epoch FROM clock_timestamp()) * 1000000, 1, string_agg(n::text, ',')"
            " FROM generate_series(1, 2000) AS n"
        )
        self.assert_whole(self.ask(known["sequence"]))

    def test_it_is_asked_with_two_queries(self):
        known = self.settle()
        self.voucher._set_state("expired")
        self.ask()
        with self.assertQueryCount(DELTA_QUERIES):
            self.trust._bundle(known["sequence"])

    def test_it_contains_no_personal_data(self):
        known = self.settle()
        self.voucher.with_user(self.issuer).action_revoke("wrong person")
        text = self.trust._bundle(known["sequence"])[1]
        private = [self.voucher.name, self.voucher.active_copy_id.cti, "Amina", "Kabor", "wrong"]
        self.assertEqual([word for word in private if word in text], [])
        self.assertEqual(
            set(json.loads(text)),
            {"format", "sequence", "keys", "digits", "status", "time", "after"},
        )


@tagged("post_install", "-at_install")
class TestVoucherTrustDeltaHttp(HttpCase, DeltaCase):
    def test_a_scanner_asks_for_what_changed(self):
        known = self.settle()
        tag = self.url_open("/voucher/trust").headers["ETag"]
        address = f"/voucher/trust?after={known['sequence']}"
        same = self.url_open(address, headers={"If-None-Match": tag})
        self.assertEqual((same.status_code, same.content), (304, b""))
        self.voucher._set_state("expired")
        changed = self.url_open(address, headers={"If-None-Match": tag})
        self.assertEqual(changed.status_code, 200)
        self.assertEqual(changed.headers["Cache-Control"], "public, max-age=60")
        self.assertEqual(changed.json()["after"], known["sequence"])
        whole = self.url_open("/voucher/trust")
        self.assertEqual(changed.headers["ETag"], whole.headers["ETag"])
        self.assertEqual(self.followed(known, changed.json()), self.bits(whole.json()))

    def test_an_invalid_sequence_is_answered_with_everything(self):
        known = self.settle()
        self.voucher._set_state("expired")
        sequence = known["sequence"]
        odd = ("", "x", "-1", "1e3", "9" * 17, f"{sequence}.5", f"+{sequence}", "١", f"{sequence} ")
        for after in odd:
            answer = self.url_open(f"/voucher/trust?after={after}")
            self.assertEqual(answer.status_code, 200, after)
            self.assert_whole(answer.json())


@tagged("post_install", "-at_install")
class TestVoucherTrustLate(BaseCase):
    """Real transactions that are committed in another order than they start."""

    def setUp(self):
        super().setUp()
        self.made = []
        self.addCleanup(self.forget)

    def cursor(self):
        return Registry(get_db_name()).cursor()

    def forget(self):
        with self.cursor() as cr:
            cr.execute("DELETE FROM g2p_voucher_trust WHERE id = ANY(%s)", [self.made])

    def touch(self, cr, place):
        api.Environment(cr, SUPERUSER_ID, {})["g2p.voucher.trust"]._record_change()
        cr.execute(
            "UPDATE g2p_voucher_trust SET places = %s WHERE id = (SELECT max(id) FROM"
            " g2p_voucher_trust) RETURNING id",
            [str(place)],
        )
        self.made.append(cr.fetchone()[0])

    def last(self, cr):
        trust = api.Environment(cr, SUPERUSER_ID, {})["g2p.voucher.trust"]
        return trust, trust._last()

    def test_a_scanner_that_came_between_learns_of_the_first(self):
        with self.cursor() as slow:
            self.touch(slow, 7)
            with self.cursor() as quick:
                self.touch(quick, 9)
            with self.cursor() as cr:
                _trust, known = self.last(cr)
            slow.commit()
            with self.cursor() as cr:
                trust, last = self.last(cr)
                sequence = known.content["sequence"]
                self.assertEqual(last.content["sequence"], sequence)
                self.assertIn(7, trust._places_since(sequence))
