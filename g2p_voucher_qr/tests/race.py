import os
import threading
from unittest.mock import patch

from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry
from odoo.tests import BaseCase, get_db_name

from .common import KEK, build, create_key, remove_program

CLEAN_UP = (
    # work that other tests would find, such as messages about a use
    "DELETE FROM g2p_deferred",
    "DELETE FROM g2p_voucher_redemption WHERE voucher_id IN %(vouchers)s",
    "UPDATE g2p_voucher SET active_copy_id = NULL WHERE id IN %(vouchers)s",
    "DELETE FROM g2p_voucher_copy WHERE voucher_id IN %(vouchers)s",
    "DELETE FROM g2p_voucher_event WHERE voucher_id IN %(vouchers)s",
    "DELETE FROM g2p_voucher WHERE id IN %(vouchers)s",
    "DELETE FROM g2p_voucher_key WHERE id = %(key)s",
)
ROLES = ("issuer", "stranger", "manager", "second", "auditor", "staff", "rival", "visitor")


class RaceCase(BaseCase):
    """Issued vouchers and two staff members, in real transactions; committed records are
    removed."""

    VOUCHERS = 1

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.registry = Registry(get_db_name())
        kek = patch.dict(os.environ, {"G2P_VOUCHER_KEK": KEK})
        kek.start()
        cls.addClassCleanup(kek.stop)
        # Odoo's own test runner holds this lock all the time; the racing transactions need it for a
        # moment
        lock = patch.object(Registry, "_lock", threading.RLock())
        lock.start()
        cls.addClassCleanup(lock.stop)

    def setUp(self):
        super().setUp()
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            self.addCleanup(self.restore_email, env.company.email)
            data = build(env, prefix="race ")
            former = env["g2p.voucher.key"].search([("state", "=", "active")])
            key = create_key(env, env.company)
            vouchers = env["g2p.voucher"].union(
                *(self.issue(env, data) for _number in range(self.VOUCHERS))
            )
            self.texts = vouchers.active_copy_id.mapped("payload")
            self.ids = {
                "voucher": vouchers[0].id,
                "vouchers": tuple(vouchers.ids),
                "key": key.id,
                "former": tuple(former.ids),
            }
            self.users = [data["staff"].id, data["rival"].id]
            self.prepare(env, data["program"], vouchers)
            self.addCleanup(self.remove, {name: data[name].ids for name in data}, vouchers)

    def restore_email(self, former):
        """With an address, the company's messages of later tests would go to a mail server."""
        with self.registry.cursor() as cr:
            api.Environment(cr, SUPERUSER_ID, {}).company.email = former

    def prepare(self, env, program, vouchers):
        """Hook: commit more records; ``forget`` removes them."""

    def forget(self, cr):
        """Hook: see ``prepare``."""

    def issue(self, env, data):
        partner = env["res.partner"].create({"name": "Race", "is_registrant": True})
        entitlement = env["g2p.entitlement"].create(
            {
                "partner_id": partner.id,
                "cycle_id": data["cycle"].id,
                "initial_amount": 1000,
                "state": "approved",
            }
        )
        voucher = env["g2p.voucher"]._create_for(entitlement)
        template = type(env["g2p.voucher.template"])
        with patch.object(template, "_pdf", lambda self, values: b"%PDF-1.4\n%%EOF\n"):
            voucher.with_user(data["issuer"]).action_issue()
        return voucher.with_env(env)

    def remove(self, ids, vouchers):
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            vouchers = vouchers.with_env(env)
            entitlements, partners = vouchers.entitlement_id, vouchers.partner_id
            documents = vouchers.copy_ids.document_id
            self.forget(cr)
            for statement in CLEAN_UP:
                cr.execute(statement, self.ids)
            env.invalidate_all()
            attachments = documents.attachment_id
            cr.execute("DELETE FROM g2p_document WHERE id IN %s", [tuple(documents.ids)])
            env.invalidate_all()
            attachments.unlink()
            env["g2p.voucher.key"].browse(self.ids["former"])._set_state("active")
            for entitlement in entitlements:  # one by one: OpenG2P's check accepts no more
                entitlement.state = "draft"
                entitlement.unlink()
            partners.unlink()
            self.remove_program(env, ids)

    def remove_program(self, env, ids):
        providers = ids["provider"] + ids["other_provider"]
        env["g2p.service.provider"].browse(providers).unlink()
        env["g2p.cycle"].browse(ids["cycle"]).unlink()
        remove_program(env["g2p.program"].browse(ids["program"]))
        for role in ROLES:
            env["res.users"].browse(ids[role]).unlink()

    def balance(self):
        with self.registry.cursor() as cr:
            cr.execute(
                "SELECT amount_redeemed, state, (SELECT sum(amount) FROM g2p_voucher_redemption"
                " WHERE voucher_id = v.id) FROM g2p_voucher v WHERE id = %s",
                [self.ids["voucher"]],
            )
            return cr.fetchone()
