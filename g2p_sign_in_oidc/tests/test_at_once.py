"""Two answers at the same moment, in real transactions; committed rows are removed at the end."""

import threading

from psycopg2 import errors

from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry
from odoo.tests import BaseCase, get_db_name, tagged
from odoo.tools import mute_logger

from ..tools.refusals import Refused
from .common import ProviderCase

SIGN_IN = {"purpose": "sign_in", "user_id": False, "acr_values": (), "max_age": None}


@tagged("post_install", "-at_install")
class TestAtOnce(BaseCase):
    def setUp(self):
        super().setUp()
        self.registry = Registry(get_db_name())
        with self.registry.cursor() as cr:
            env = self.env_of(cr)
            values = {
                "name": "At once",
                "code": "test-at-once",
                "issuer": "https://id.example.org",
                "client_id": "national",
                "base_address": "https://aid.example.org",
            }
            self.provider_id = env["g2p.sign.in.provider"].create(values).id
        self.addCleanup(self.remove)
        with self.registry.cursor() as cr:
            env = self.env_of(cr)
            provider = env["g2p.sign.in.provider"].browse(self.provider_id)
            begin = env["g2p.sign.in.transaction"]._begin
            self.state = begin(provider, "browser", **SIGN_IN, return_path="").state

    def env_of(self, cr):
        return api.Environment(cr, SUPERUSER_ID, {})

    def remove(self):
        with self.registry.cursor() as cr:
            cr.execute("DELETE FROM g2p_sign_in_provider WHERE id = %s", [self.provider_id])
            cr.execute(
                "DELETE FROM g2p_audit_change WHERE res_model = %s AND res_id = %s",
                ["g2p.sign.in.provider", self.provider_id],
            )

    def take(self, barrier, outcomes):
        with self.registry.cursor() as cr:
            env = self.env_of(cr)
            provider = env["g2p.sign.in.provider"].browse(self.provider_id)
            barrier.wait(20)
            try:
                env["g2p.sign.in.transaction"]._take(provider, self.state, "browser")
            except (Refused, errors.SerializationFailure) as err:
                outcomes.append(type(err).__name__)
            else:
                outcomes.append("taken")

    @mute_logger("odoo.sql_db")
    def test_of_four_answers_at_once_one_counts(self):
        barrier, outcomes = threading.Barrier(4), []
        threads = [
            threading.Thread(target=self.take, args=(barrier, outcomes)) for _one in range(4)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)
        self.assertEqual((len(outcomes), outcomes.count("taken")), (4, 1))


@tagged("post_install", "-at_install")
class TestTwice(ProviderCase):
    @mute_logger("odoo.sql_db")
    def test_the_database_has_one_account_for_a_person(self):
        """Two requests that both found nobody: the second one leaves nothing behind."""
        sign_in = self.env["g2p.sign.in"].with_user(self.env.ref("base.public_user"))
        sign_in._first_time(self.provider, "psut-1", {"given_name": "Amina"})
        users = self.env["res.users"].search_count([])
        with self.assertRaises(Refused) as caught:
            sign_in._first_time(self.provider, "psut-1", {"given_name": "Amina"})
        self.assertEqual(caught.exception.code, "again")
        self.env.invalidate_all()
        self.assertEqual(self.env["res.users"].search_count([]), users)
