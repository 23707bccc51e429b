from datetime import timedelta

from odoo import fields
from odoo.tests import TransactionCase, new_test_user

from odoo.addons.g2p_reimbursement.tests.common import ReimbursementFixture

HOUR = timedelta(hours=1)


class PatternFixture(ReimbursementFixture):
    """Providers with a ledger whose lines have amounts and moments of their own."""

    @classmethod
    def _set_up_fixture(cls):
        super()._set_up_fixture()
        cls._give_account(cls.other_provider, "KE00 9999")
        cls.noon = fields.Datetime.now().replace(hour=12, minute=0, second=0) - timedelta(days=3)
        cls.key_count = 0
        cls.voucher_auditor = cls._user("pp_auditor", "g2p_voucher_key.group_voucher_auditor")
        cls.manager_user = cls._user("pp_manager", "g2p_voucher_key.group_voucher_manager")
        cls.issuer = cls._user("pp_issuer_1", "g2p_voucher_key.group_voucher_issuer")
        cls.thresholds = cls.env["g2p.provider.pattern.threshold"].search(
            [("company_id", "=", cls.company.id)]
        )

    @classmethod
    def _user(cls, login, group, **values):
        return new_test_user(cls.env, login, groups=group, password=login, **values)

    @classmethod
    def _threshold(cls, kind, **values):
        threshold = cls.thresholds.filtered(lambda row: row.kind == kind)
        threshold.write(values)
        return threshold

    @classmethod
    def _lines(cls, moments, provider=None, amount=100, issued=None, voucher=None, **values):
        """Ledger lines of a provider at these moments, each for a voucher of its own unless one is
        given; quicker than one by one."""
        provider = (provider or cls.provider).sudo()
        vouchers = [voucher or cls._voucher(amount, issued) for _moment in moments]
        vals_list = []
        for moment, own in zip(moments, vouchers, strict=True):
            cls.key_count += 1
            vals_list.append(
                {
                    "name": f"R-{cls.key_count}",
                    "voucher_id": own.id,
                    "voucher_number": own.name,
                    "copy_id": own.copy_ids[:1].id,
                    "program_id": own.program_id.id,
                    "provider_id": provider.id,
                    "user_id": provider.user_ids[:1].id,
                    "company_id": provider.company_id.id,
                    "currency_id": own.currency_id.id,
                    "amount": amount,
                    "balance_after": 0,
                    "date": moment,
                    "idempotency_key": f"pattern-{cls.key_count}",
                    **values,
                }
            )
        return cls.env["g2p.voucher.redemption"].sudo().create(vals_list)

    @classmethod
    def _voucher(cls, amount, issued=None, covers=None):
        """A voucher with a copy, issued long ago unless a moment is given."""
        voucher = cls._create_voucher(amount)
        values = {"date_issued": issued or cls.noon - timedelta(days=30)}
        voucher.write({**values, "covers": covers} if covers else values)
        cls.env["g2p.voucher.copy"].sudo().create(
            {
                "voucher_id": voucher.id,
                "number": 1,
                "cti": voucher.public_id,
                "code": voucher.public_id,
                "payload": "x",
                "key_id": cls.key.id,
            }
        )
        return voucher

    @classmethod
    def _reverse(cls, lines, user=None):
        """Ledger lines that reverse these."""
        for line in lines:
            vals = line._prepare_reversal_vals(line.amount)
            line.create({**vals, "user_id": (user or cls.manager_user).id})

    @classmethod
    def _add_provider(cls, name, account=None):
        staff = cls._user(f"pp_staff_{name.lower()}", "base.group_portal")
        provider = cls._create_provider(name, staff)
        cls._give_account(provider, account or f"KE55 {provider.id}")
        return provider

    @classmethod
    def _give_account(cls, provider, account):
        """Give the provider an account as its first one: the fixture gives all the same."""
        provider.account_number = account
        cls.env.flush_all()
        former = "DELETE FROM g2p_former_key WHERE provider_id = %s"
        cls.env.cr.execute(former, [provider.id])
        cls.env.invalidate_all()

    def _find(self, kind):
        """Search for one kind; return its patterns in this company."""
        threshold = self.thresholds.filtered(lambda row: row.kind == kind)
        threshold.sudo()._find()
        return self._patterns(kind)

    def _patterns(self, kind):
        mine = [("company_id", "=", self.company.id), ("kind", "=", kind)]
        return self.env["g2p.provider.pattern"].search(mine)

    @classmethod
    def _few(cls, kind, **values):
        """Small numbers for a kind: 10 lines, of which 3 and 30 percent are unusual."""
        few = {"days": 90, "least_count": 10, "least_hits": 3, "percent": 30, "times": 3}
        return cls._threshold(kind, **{**few, **values})


class PatternCase(PatternFixture, TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._set_up_fixture()
