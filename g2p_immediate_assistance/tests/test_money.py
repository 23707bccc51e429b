from dateutil.relativedelta import relativedelta
from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import UserError, ValidationError
from odoo.tests import new_test_user, tagged

from .common import AssistanceCase

MANAGER = "g2p_immediate_assistance.group_assistance_manager,g2p_voucher_key.group_voucher_manager"


class MoneyCase(AssistanceCase):
    """A second company with yen, and a manager who works for both."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        currencies = cls.env["res.currency"].with_context(active_test=False)
        cls.yen = currencies.search([("name", "=", "JPY")])
        cls.yen.active = True
        cls.home = cls.env.company
        cls.elsewhere = cls.env["res.company"].create(
            {"name": "Office elsewhere", "currency_id": cls.yen.id}
        )
        cls.boss = new_test_user(cls.env, "case boss", MANAGER, name="Boss")
        (cls.boss | cls.three).company_ids = [(4, cls.elsewhere.id)]

    def _as_boss(self, model, company=None):
        """The model as the manager uses it in a given company."""
        companies = (company or self.home) | self.home | self.elsewhere
        ids = [(company or self.home).id, *(companies - (company or self.home)).ids]
        return self.env[model].with_user(self.boss).with_context(allowed_company_ids=ids)

    def _refused(self, sentence):
        return self.assertRaisesRegex(ValidationError, sentence)

    def _new_program(self, **values):
        program = self.env["g2p.program"].create({"name": "Second aid", **values})
        today = fields.Date.today()
        cycle = self.env["g2p.cycle"].create(
            {
                "name": "Standing",
                "program_id": program.id,
                "start_date": today,
                "end_date": today + relativedelta(years=1),
            }
        )
        return program, {"program_id": program.id, "cycle_id": cycle.id}

    def _fund_vals(self, program, **values):
        today = fields.Date.today()
        return {
            "program_id": program.id,
            "date_from": today,
            "date_to": today,
            "amount": 100,
            **values,
        }

    def _type_vals(self, program, **values):
        return {
            "name": "Second",
            "code": "SECOND",
            "program_id": program.id,
            "ceiling": 1,
            **values,
        }


@tagged("post_install", "-at_install")
class TestMoneyIsConfigured(MoneyCase):
    """All amounts of a programme must have the same company and currency."""

    def test_settings_have_the_currency_of_their_company(self):
        settings = self._as_boss("g2p.assistance.settings")
        _program, vals = self._new_program()
        with self._refused("issues vouchers in .*, so the programme Second aid cannot use JPY"):
            settings.create({**vals, "currency_id": self.yen.id})

    def test_settings_have_the_company_of_their_programme(self):
        settings = self._as_boss("g2p.assistance.settings", self.elsewhere)
        _program, vals = self._new_program(company_id=self.home.id)
        with self._refused("The programme Second aid belongs to "), self.cr.savepoint():
            settings.create({**vals, "company_id": self.elsewhere.id})
        made = settings.create(vals)
        self.assertEqual((made.company_id, made.currency_id), (self.home, self.home.currency_id))

    def test_settings_agree_with_the_voucher_manager(self):
        program, vals = self._new_program(company_id=False)
        manager = self.manager.copy({"program_id": program.id, "company_id": self.elsewhere.id})
        wrapper = self.env["g2p.program.entitlement.manager"].create(
            {"program_id": program.id, "manager_ref_id": f"{manager._name},{manager.id}"}
        )
        program.entitlement_managers = [(6, 0, wrapper.ids)]
        with self._refused("voucher manager of Second aid has JPY of Office elsewhere"):
            self._as_boss("g2p.assistance.settings").create(vals)

    def test_a_fund_in_another_currency_or_company_is_refused(self):
        funds = self._as_boss("g2p.assistance.fund", self.elsewhere)
        sentence = "has .* of .*, but the programme Test aid has "
        for values in ({"currency_id": self.yen.id}, {"company_id": self.elsewhere.id}):
            with self.subTest(values=values):
                with self._refused(sentence), self.cr.savepoint():
                    funds.create(self._fund_vals(self.program, **values))
                with self._refused(sentence), self.cr.savepoint():
                    self.fund.with_env(funds.env).write(values)

    def test_a_type_in_another_currency_or_company_is_refused(self):
        types = self._as_boss("g2p.assistance.type", self.elsewhere)
        for values in ({"currency_id": self.yen.id}, {"company_id": self.elsewhere.id}):
            for published in (False, True):
                with self.subTest(values=values, published=published):
                    vals = self._type_vals(self.program, is_published=published, **values)
                    with self._refused("“Second” has .*, but the programme"), self.cr.savepoint():
                        types.create(vals)
            with self._refused("“Test surgery” has "), self.cr.savepoint():
                self.type.with_env(types.env).write(values)

    def test_money_follows_the_programme_not_the_current_company(self):
        fund = self._as_boss("g2p.assistance.fund", self.elsewhere)
        fund = fund.create(self._fund_vals(self.program))
        kind = self._as_boss("g2p.assistance.type", self.elsewhere)
        kind = kind.create(self._type_vals(self.program, is_published=True))
        for record in (fund, kind):
            self.assertEqual(record.company_id, self.home)
            self.assertEqual(record.currency_id, self.home.currency_id)

    def test_settings_must_agree_with_an_older_fund(self):
        program, vals = self._new_program()
        funds = self._as_boss("g2p.assistance.fund")
        fund = funds.create(self._fund_vals(program, currency_id=self.yen.id))
        settings = self._as_boss("g2p.assistance.settings")
        with self._refused("The fund Second aid .* has JPY"), self.cr.savepoint():
            settings.create(vals)
        fund.active = False
        settings.create(vals)
        with self._refused("has JPY of .*, but the programme Second aid has"):
            fund.active = True

    def test_a_type_can_be_opened_when_all_settings_agree(self):
        program, vals = self._new_program()
        kind = self._as_boss("g2p.assistance.type").create(self._type_vals(program))
        with self.assertRaisesRegex(UserError, "is not set up for applications yet"):
            kind.is_published = True
        self._as_boss("g2p.assistance.settings").create(vals)
        with self._refused("(?s)“Second” cannot be opened .* has no QR voucher manager"):
            kind.is_published = True

    def test_a_type_of_a_programme_moved_to_another_company_cannot_be_opened(self):
        self.type.is_published = False
        self.program.company_id = self.elsewhere
        with self._refused(
            "cannot be opened .* The programme Test aid belongs to Office elsewhere"
        ):
            self.type.is_published = True


@tagged("post_install", "-at_install")
class TestMoneyStays(MoneyCase):
    """While people apply, company and currency of the programme cannot change."""

    def test_the_programme_keeps_its_company(self):
        with self._refused(
            "People apply for Test aid in .*, so this cannot change. Create a new programme"
        ):
            self.program.company_id = self.elsewhere

    def test_the_company_keeps_its_currency(self):
        # with OpenG2P's accounting, a company with journal items is refused earlier
        words = "People apply for Test aid in |some journal items already exist"
        with self.assertRaisesRegex(UserError, words):
            self.home.with_user(self.env.ref("base.user_admin")).currency_id = self.yen

    def test_the_voucher_manager_keeps_its_company(self):
        self.program.sudo().write({"company_id": False})
        manager = self.manager.with_env(self._as_boss(self.manager._name).env)
        with self._refused("People apply for Test aid in "):
            manager.company_id = self.elsewhere

    def test_settings_keep_the_currency_of_applications(self):
        self.submitted()
        self.type.is_published = False
        self.fund.active = False
        self.program.sudo().entitlement_managers = False
        self.cr.execute("UPDATE g2p_program SET company_id = NULL WHERE id = %s", [self.program.id])
        self.env.invalidate_all()
        settings = self._as_boss("g2p.assistance.settings").search(
            [("program_id", "=", self.program.id)]
        )
        with self._refused("has applications in .* which cannot change. Create a new programme"):
            settings.company_id = self.elsewhere

    def test_settings_can_be_corrected_before_anybody_applies(self):
        program, vals = self._new_program(company_id=False)
        settings = self._as_boss("g2p.assistance.settings").create(vals)
        kind = self._as_boss("g2p.assistance.type").create(self._type_vals(program))
        settings.company_id = self.elsewhere
        self.assertEqual(settings.currency_id, self.yen)
        with self._refused("“Second” has "):
            kind.ceiling = 5
            kind.company_id = self.home
        kind.write({"company_id": self.elsewhere.id, "currency_id": self.yen.id})

    def test_archiving_a_fund_with_moves_does_not_free_its_currency(self):
        self.approved()
        fund = self.fund.with_env(self._as_boss("g2p.assistance.fund").env)
        fund.active = False
        with self._refused("but the programme Test aid has"):
            fund.write({"currency_id": self.yen.id})


@tagged("post_install", "-at_install")
class TestMoneyArrives(MoneyCase):
    """The granted amount arrives unrounded, in the programme's currency."""

    def _approve_from_elsewhere(self, application):
        """Approve while the last officer's current company is the one with yen."""
        self.assess(application)
        self.step(application, self.one).action_approve()
        self.step(application, self.two).action_approve()
        step = self.step(application, self.three)
        both = [self.elsewhere.id, self.home.id]
        step.with_context(allowed_company_ids=both).action_approve()
        self.env.invalidate_all(flush=True)
        return application.sudo()

    def test_the_last_officers_current_company_has_no_effect(self):
        application = self._approve_from_elsewhere(self.submitted(amount="2100.50"))
        entitlement, voucher = application.entitlement_id, application.voucher_id
        self.assertEqual(entitlement.initial_amount, 2100.5)
        self.assertEqual(entitlement.company_id, self.home)
        self.assertEqual((voucher.amount, voucher.currency_id), (2100.5, self.home.currency_id))
        self.assertEqual(self.fund.reserved, 2100.5)
        self.assertEqual(application.fund_id.move_ids.currency_id, self.home.currency_id)

    def test_the_fund_is_chosen_by_the_offices_day(self):
        self.home.partner_id.tz = "Pacific/Kiritimati"
        self.fund.write({"date_from": "2026-03-02", "date_to": "2026-03-02"})
        funds = self.env["g2p.assistance.fund"].with_context(tz="Pacific/Pago_Pago")
        money = (self.program, self.home.currency_id, self.home)
        with freeze_time("2026-03-01 11:00:00"):  # the 2nd at the office, the 1st elsewhere
            self.assertEqual(funds._for_program(*money), self.fund)
        with freeze_time("2026-03-02 11:00:00"), self.assertRaisesRegex(UserError, "no fund"):
            funds._for_program(*money)

    def test_an_archived_fund_grants_nothing_in_any_context(self):
        self.fund.active = False
        funds = self.env["g2p.assistance.fund"].with_context(active_test=False)
        with self.assertRaisesRegex(UserError, "no fund for today"):
            funds._for_program(self.program, self.home.currency_id, self.home)

    def test_an_amount_with_too_many_decimals_for_its_currency_is_rejected(self):
        application = self.draft().sudo()
        self.cr.execute(
            "UPDATE g2p_assistance_application SET currency_id = %s WHERE id = %s",
            [self.yen.id, application.id],
        )
        self.env.invalidate_all()
        mine = application.with_user(self.ada).sudo(False)
        vals = {"treatment": "x", "hospital": "y"}
        for typed in ("2100.5", "2100.50"):
            wrong = mine._portal_save("treatment", {**vals, "amount_requested": typed})
            sentence = "Enter an amount of money in whole JPY, such as 1200."
            self.assertEqual(wrong, {"amount_requested": sentence})
        self.assertEqual(mine._portal_save("treatment", {**vals, "amount_requested": "2,100"}), {})
        self.assertEqual(application.amount_requested, 2100)
