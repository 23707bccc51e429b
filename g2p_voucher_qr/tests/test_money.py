from freezegun import freeze_time

from odoo.exceptions import UserError, ValidationError
from odoo.tests import new_test_user, tagged

from .common import VoucherCase

PROGRAMMER = "base.group_user,g2p_programs.g2p_program_manager"


@tagged("post_install", "-at_install")
class TestMoney(VoucherCase):
    """An amount has the currency of the programme's company, regardless of the user's."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        currencies = cls.env["res.currency"].with_context(active_test=False)
        cls.yen = currencies.search([("name", "=", "JPY")])
        cls.dinar = currencies.search([("name", "=", "KWD")])
        (cls.yen | cls.dinar).active = True
        cls.elsewhere = cls.env["res.company"].create(
            {"name": "Office elsewhere", "currency_id": cls.yen.id}
        )

    def _from_elsewhere(self, groups):
        """A user of both companies, whose current company is the other one."""
        user = new_test_user(self.env, "money elsewhere", groups, company_id=self.elsewhere.id)
        user.company_ids = [(4, self.company.id)]
        return user.with_context(allowed_company_ids=[self.elsewhere.id, self.company.id])

    def test_prepared_entitlements_have_the_programmes_currency(self):
        self.voucher_manager.amount_per_cycle = 2100.5
        partner = self.env["res.partner"].create({"name": "Member", "is_registrant": True})
        member = self.env["g2p.cycle.membership"].create(
            {"partner_id": partner.id, "cycle_id": self.cycle.id, "state": "enrolled"}
        )
        user = self._from_elsewhere(PROGRAMMER)
        manager = self.voucher_manager.with_env(user.with_user(user).env)
        made = manager.prepare_entitlements(self.cycle.with_env(manager.env), member).sudo()
        self.env.invalidate_all(flush=True)
        self.assertEqual(made.initial_amount, 2100.5)  # yen have no cents
        self.assertEqual(made.company_id, self.company)
        made.state = "approved"
        voucher = self.env["g2p.voucher"]._create_for(made).sudo()
        self.assertEqual((voucher.amount, voucher.currency_id), (2100.5, self.company.currency_id))

    def test_an_entitlement_of_no_company_is_that_of_its_voucher_manager(self):
        self.program.company_id = False
        entitlement = self.create_entitlement(company_id=False, initial_amount=2100.5)
        vouchers = self.env["g2p.voucher"].with_company(self.elsewhere)
        voucher = vouchers._create_for(entitlement.with_company(self.elsewhere)).sudo()
        self.assertEqual(voucher.company_id, self.company)
        self.assertEqual(voucher.currency_id, self.company.currency_id)
        self.assertEqual(voucher.amount, 2100.5)

    def test_amounts_that_the_currency_cannot_pay_are_refused_not_rounded(self):
        entitlement = self.create_entitlement()
        self.cr.execute(
            "UPDATE g2p_entitlement SET initial_amount = 2100.505 WHERE id = %s", [entitlement.id]
        )
        entitlement.invalidate_recordset()
        sentence = "its amount has more decimals than its currency"
        with self.assertRaisesRegex(UserError, sentence):
            self.env["g2p.voucher"]._create_for(entitlement)

    def test_a_company_with_open_vouchers_keeps_its_currency(self):
        voucher = self.create_voucher()
        administrator = self.company.with_user(self.env.ref("base.user_admin"))
        # with OpenG2P's accounting, a company that has journal items is refused before
        words = f"such as {voucher.name}|some journal items already exist"
        with self.assertRaisesRegex(UserError, words):
            administrator.write({"currency_id": self.dinar.id})

    def test_the_office_counts_its_own_days(self):
        self.company.partner_id.tz = "Pacific/Kiritimati"
        entitlement = self.create_entitlement(valid_from="2026-03-01", valid_until="2026-03-01")
        with (  # the second of March there
            freeze_time("2026-03-01 11:00:00"),
            self.assertRaisesRegex(UserError, "it has expired"),
        ):
            self.env["g2p.voucher"]._create_for(entitlement)


@tagged("post_install", "-at_install")
class TestPayeeAndAccount(VoucherCase):
    """Values of a provider for payment files are checked when they are entered."""

    def _write(self, **vals):
        # sudo: as code that acts for the manager; the account has its own way in other addons
        self.provider.with_user(self.manager).sudo().write(vals)
        return self.provider

    def test_an_account_is_kept_as_it_is_paid_to(self):
        accounts = {
            "+254700000123": "+254700000123",
            " KE59\u20110001  22 ": "KE59-0001 22",
            "\uff0b254\u00a0700": "+254 700",
            "\u0661\u0662\u0663\u0664": "1234",
        }
        for typed, kept in accounts.items():
            with self.subTest(typed=typed):
                self.assertEqual(self._write(account_number=typed).account_number, kept)

    def test_an_invalid_account_is_refused(self):
        hostile = ["   ", "\t", "\u200b", "\u3164", "=1+1", "@x", "-7", "-", "'+254", "12\u200b3"]
        hostile += ["+2+cmd|' /C calc'!A0", "\x0112", "1" * 141, "\u2800", "\ufeff"]
        for account in hostile:
            with self.subTest(account=account):
                sentence = "Bank account “.*” of Hospital H1 cannot receive payments: "
                with self.assertRaisesRegex(ValidationError, sentence), self.cr.savepoint():
                    self._write(account_number=account)

    def test_an_empty_account_is_none(self):
        self.assertFalse(self._write(account_number="").account_number)

    def test_an_invalid_payee_is_refused(self):
        hostile = ["  ", "=cmd|'/c calc'!A1", "@Clinic", "%Clinic", "\uff1dClinic", "a\u202eb"]
        for name in [*hostile, "x" * 141, "\u3164", "-2+cmd|' /C calc'!A0"]:
            with (
                self.subTest(name=name),
                self.assertRaisesRegex(ValidationError, "who is paid under it"),
                self.cr.savepoint(),
            ):
                self._write(name=name)

    def test_names_of_all_scripts_are_payees(self):
        for name in ("مستشفى\u200f النور", "دندان\u200cپزشکی", "जिला अस्पताल", "O'Neil & Söhne (2)"):
            with self.subTest(name=name):
                self.assertEqual(self._write(name=name).name, name)

    def test_a_new_provider_is_checked_as_well(self):
        providers = self.env["g2p.service.provider"].with_user(self.manager)
        vals = {"name": "Clinic", "code": "NEW-1"}
        with self.assertRaisesRegex(ValidationError, "contains only blanks"), self.cr.savepoint():
            providers.create({**vals, "account_number": " "})
        made = providers.create({**vals, "name": " Clinic \n Three", "account_number": " 12 "})
        self.assertEqual((made.name, made.account_number), ("Clinic Three", "12"))
