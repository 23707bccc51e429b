import os
from unittest.mock import patch

from odoo import fields
from odoo.tests import TransactionCase, new_test_user

from odoo.addons.g2p_voucher_key.tests.common import KEK, create_key

BANK_KEY = "idempotency-0001"


def remove_program(program):
    """Delete a programme that a test committed: OpenG2P's managers refer to it."""
    fields = [f for f in program._fields.values() if f.type == "many2many" and f.store]
    for name in [field.name for field in fields if field.name.endswith("_managers")]:
        wrappers = program.mapped(name)
        managers = [wrapper.manager_ref_id for wrapper in wrappers]
        wrappers.unlink()
        for manager in managers:
            manager.unlink()
    program.unlink()


def wizard_vals(env, **values):
    """Values for OpenG2P's wizard for programmes, in either series."""
    wanted = {
        "currency_id": env.company.currency_id.id,
        "target_type": "individual",
        "rrule_type": "monthly",
        "month_by": "date",
        "day": 1,
        **values,
    }
    known = env["g2p.program.create.wizard"]._fields
    return {name: value for name, value in wanted.items() if name in known}


def build(env, prefix=""):
    """Programme, key, officers and provider for a voucher, as a dict."""
    company = env.company
    company.email = company.email or "office@example.org"
    data = {"company": company}
    roles = {
        "issuer": "g2p_voucher_key.group_voucher_issuer",
        "stranger": "g2p_voucher_key.group_voucher_issuer",
        "manager": "g2p_voucher_key.group_voucher_manager",
        "second": "g2p_voucher_key.group_voucher_manager",
        "auditor": "g2p_voucher_key.group_voucher_auditor",
        "staff": "base.group_portal",
        "rival": "base.group_portal",
        "visitor": "base.group_portal",
    }
    for role, group in roles.items():
        data[role] = new_test_user(env, f"{prefix}vq_{role}", groups=group)
    data["program"] = env["g2p.program"].create({"name": f"{prefix}Surgery aid"})
    data["voucher_manager"] = env["g2p.program.entitlement.manager.voucher.qr"].create(
        {
            "name": "Vouchers",
            "program_id": data["program"].id,
            "covers": "Surgery",
            "issuer_ids": [(6, 0, data["issuer"].ids)],
        }
    )
    wrapper = env["g2p.program.entitlement.manager"].create(
        {
            "program_id": data["program"].id,
            "manager_ref_id": f"{data['voucher_manager']._name},{data['voucher_manager'].id}",
        }
    )
    data["program"].write({"entitlement_managers": [(6, 0, wrapper.ids)]})
    today = fields.Date.today()
    data["cycle"] = env["g2p.cycle"].create(
        {
            "name": "Standing",
            "program_id": data["program"].id,
            "sequence": 1,
            "start_date": today,
            "end_date": fields.Date.add(today, years=1),
        }
    )
    data["provider"] = create_provider(env, data, f"{prefix}H1", "staff")
    data["other_provider"] = create_provider(env, data, f"{prefix}H2", "rival")
    return data


def create_provider(env, data, code, role):
    """An active provider of the programme with one member of staff and one site."""
    provider = env["g2p.service.provider"].create(
        {
            "name": f"Hospital {code}",
            "code": code,
            "program_ids": [(6, 0, data["program"].ids)],
            "user_ids": [(6, 0, data[role].ids)],
            "site_ids": [(0, 0, {"name": "Main ward"})],
        }
    )
    provider._set_state("active")
    return provider


def activate(provider, second, **typed):
    """Have a provider activated: by its user and, where an addon asks for one, a second officer.

    :param provider: as its manager
    :param second: another voucher manager
    :param typed: values of the second officer's dialog
    """
    provider.action_activate()
    if provider.state != "active":
        action = provider.with_user(second).action_activate()
        dialogs = provider.env[action["res_model"]].with_user(second)
        dialogs.with_context(**action["context"]).create(typed).action_confirm()
        provider.invalidate_recordset()


class VoucherCase(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        kek = patch.dict(os.environ, {"G2P_VOUCHER_KEK": KEK})
        kek.start()
        cls.addClassCleanup(kek.stop)
        for name, value in build(cls.env).items():
            setattr(cls, name, value)
        cls.key = create_key(cls.env, cls.company)

    @classmethod
    def fake_pdf(cls):
        """Replace the renderer in tests that do not need the paper."""
        stub = patch.object(
            type(cls.env["g2p.voucher.template"]),
            "_pdf",
            lambda self, values: b"%PDF-1.4\n%voucher\n%%EOF\n",
        )
        stub.start()
        cls.addClassCleanup(stub.stop)

    @classmethod
    def create_entitlement(cls, **values):
        partner = cls.env["res.partner"].create(
            {"name": "Amina Kaboré", "is_registrant": True, "birthdate": "1984-05-06"}
        )
        return cls.env["g2p.entitlement"].create(
            {
                "partner_id": partner.id,
                "cycle_id": cls.cycle.id,
                "initial_amount": 1000,
                "state": "approved",
                "is_cash_entitlement": True,
                **values,
            }
        )

    @classmethod
    def create_voucher(cls, **values):
        entitlement = cls.create_entitlement(**values)
        return cls.env["g2p.voucher"]._create_for(entitlement)

    @classmethod
    def issue_voucher(cls, **values):
        voucher = cls.create_voucher(**values)
        voucher.with_user(cls.issuer).action_issue()
        return voucher

    def payment_vals(self, entitlement):
        return {
            "entitlement_id": entitlement.id,
            "cycle_id": self.cycle.id,
            "amount_issued": entitlement.initial_amount,
            "state": "issued",
        }

    def verify(self, text, user):
        return self.env["g2p.voucher"].with_user(user).verify(text)

    def redeem(self, text, amount, key=BANK_KEY, user=None, **kwargs):
        vouchers = self.env["g2p.voucher"].with_user(user or self.staff)
        return vouchers.redeem(text, amount, key, **kwargs)
