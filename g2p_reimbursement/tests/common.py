from odoo.tests import TransactionCase, new_test_user

from odoo.addons.g2p_document_store.tests.common import PDF


def invoice_file(number):
    """A different invoice for each number, since a file can be claimed only once."""
    return PDF + b"% " + number.encode() + b"\n"


MANAGER = "g2p.program.entitlement.manager.voucher.qr"


class ReimbursementFixture:
    """Two providers, redeemed vouchers, a procedure of two stages and its people.

    Usable by any class with ``cls.env``, also by tests with committed data.
    """

    @classmethod
    def _set_up_fixture(cls):
        cls.company = cls.env.company
        cls.currency = cls.company.currency_id
        cls._set_up_users()
        cls._set_up_program()
        cls.provider = cls._create_provider("Clinic One", cls.provider_user)
        cls.other_provider = cls._create_provider("Clinic Two", cls.other_user)
        cls.policy = cls._create_policy()

    @classmethod
    def _set_up_users(cls):
        def user(login, group):
            return new_test_user(cls.env, login, groups=group, password=login)

        addon = "g2p_reimbursement.group_reimbursement_"
        cls.officer_1 = user("rb_officer_1", f"{addon}officer")
        cls.officer_2 = user("rb_officer_2", f"{addon}officer")
        cls.cashier = user("rb_cashier", f"{addon}cashier")
        cls.cashier_2 = user("rb_cashier_2", f"{addon}cashier")
        cls.officer_and_cashier = user("rb_officer_cashier", f"{addon}officer,{addon}cashier")
        cls.auditor = user("rb_auditor", f"{addon}auditor")
        cls.provider_user = user("rb_provider", "base.group_portal")
        cls.other_user = user("rb_other_provider", "base.group_portal")
        cls.stranger = user("rb_stranger", "base.group_portal")

    @classmethod
    def _set_up_program(cls):
        cls.program = cls.env["g2p.program"].create(
            {"name": "Emergency care", "company_id": cls.company.id}
        )
        cls.manager = cls.env[MANAGER].create({"name": "Voucher", "program_id": cls.program.id})
        wrapper = cls.env["g2p.program.entitlement.manager"].create(
            {
                "program_id": cls.program.id,
                "manager_ref_id": f"{MANAGER},{cls.manager.id}",
            }
        )
        cls.program.entitlement_managers = [(6, 0, wrapper.ids)]
        cls.cycle = cls.env["g2p.cycle"].create(
            {
                "name": "Standing",
                "program_id": cls.program.id,
                "sequence": 1,
                "start_date": "2026-01-01",
                "end_date": "2099-12-31",
            }
        )
        cls.key = cls.env["g2p.voucher.key"]._generate(cls.company)

    @classmethod
    def _create_provider(cls, name, user):
        provider = (
            cls.env["g2p.service.provider"]
            .sudo()
            .create(
                {
                    "name": name,
                    "code": name.upper().replace(" ", ""),
                    "program_ids": [(4, cls.program.id)],
                    "user_ids": [(4, user.id)],
                    "account_number": "KE00 1234",
                }
            )
        )
        provider._set_state("active")
        return provider

    @classmethod
    def _create_policy(cls):
        return cls.env["g2p.approval.policy"].create(
            {
                "name": "Claims",
                "company_id": cls.company.id,
                "model_id": cls.env["ir.model"]._get("g2p.reimbursement.claim").id,
                "stage_ids": [
                    (0, 0, {"name": name, "sequence": at, "officer_ids": [(4, who.id)]})
                    for at, (name, who) in enumerate(
                        [("Check", cls.officer_1), ("Release", cls.officer_2)], 1
                    )
                ],
            }
        )

    # === Vouchers === #

    @classmethod
    def _create_voucher(cls, amount):
        """A voucher with one copy, without its PDF."""
        count = cls.env["g2p.voucher"].sudo().search_count([])
        partner = cls.env["res.partner"].create({"name": f"Person {count}", "is_registrant": True})
        entitlement = cls.env["g2p.entitlement"].create(
            {
                "program_id": cls.program.id,
                "cycle_id": cls.cycle.id,
                "partner_id": partner.id,
                "initial_amount": amount,
                "is_cash_entitlement": True,
                "state": "approved",
            }
        )
        return cls.env["g2p.voucher"]._create_for(entitlement).sudo()

    def _claimable(self, provider=None):
        """Redemptions that can be claimed."""
        Redemption = self.env["g2p.voucher.redemption"]
        return Redemption.search(Redemption._get_claimable_domain(provider or self.provider))

    @classmethod
    def _redeem(cls, amount, provider=None):
        """A ledger line of a provider for a new voucher."""
        provider = (provider or cls.provider).sudo()
        voucher = cls._create_voucher(amount)
        copy = cls.env["g2p.voucher.copy"].sudo()
        copy = copy.create(
            {
                "voucher_id": voucher.id,
                "number": 1,
                "cti": voucher.public_id,
                "code": voucher.public_id,
                "payload": "x",
                "key_id": cls.key.id,
            }
        )
        return (
            cls.env["g2p.voucher.redemption"]
            .sudo()
            .create(
                {
                    "name": f"R-{voucher.name}",
                    "voucher_id": voucher.id,
                    "voucher_number": voucher.name,
                    "copy_id": copy.id,
                    "program_id": voucher.program_id.id,
                    "provider_id": provider.id,
                    "user_id": provider.user_ids[:1].id,
                    "company_id": voucher.company_id.id,
                    "currency_id": voucher.currency_id.id,
                    "amount": amount,
                    "balance_after": 0,
                    "idempotency_key": voucher.public_id,
                }
            )
            .sudo(False)
        )

    # === Claims === #

    @classmethod
    def _create_claim(
        cls, redemptions, invoice="INV-1", user=None, date="2026-01-01", content=None
    ):
        """A claim sent by the provider's staff, read as the superuser."""
        user = user or cls.provider_user
        content = invoice_file(invoice) if content is None else content
        claim = (
            cls.env["g2p.reimbursement.claim"]
            .with_user(user)
            ._portal_create(redemptions.with_user(user), invoice, date, "invoice.pdf", content)
        )
        return claim.with_env(cls.env)

    @classmethod
    def _create_draft(cls, redemption, context=None, **values):
        """A claim that was not sent, under sudo."""
        Claim = cls.env["g2p.reimbursement.claim"].sudo()
        return Claim.with_context(**(context or {})).create(
            {
                "provider_id": cls.provider.id,
                "program_id": cls.program.id,
                "company_id": cls.company.id,
                "currency_id": cls.currency.id,
                "invoice_number": f"D-{redemption.id}",
                "invoice_date": "2026-01-01",
                "line_ids": [
                    (
                        0,
                        0,
                        {"redemption_id": redemption.id, "amount": redemption.amount},
                    )
                ],
                **values,
            }
        )

    @classmethod
    def _approved_claim(cls, amount=70, invoice="INV-1"):
        claim = cls._create_claim(cls._redeem(amount), invoice)
        cls._approve(claim, cls.officer_1)
        cls._approve(claim, cls.officer_2)
        return claim

    @classmethod
    def _open_step(cls, claim, officer):
        return claim.sudo().approval_open_step_ids.with_user(officer).sudo(False)

    @classmethod
    def _approve(cls, claim, officer, amount=None):
        cls._open_step(claim, officer).action_approve(amount=amount, note="ok")
        claim.invalidate_recordset()

    @classmethod
    def _reject(cls, claim, officer):
        reason = cls.env["g2p.approval.reason"].search([("action", "=", "reject")], limit=1)
        cls._open_step(claim, officer).action_reject(
            reason.code, "No", public_text="The invoice is not readable."
        )
        claim.invalidate_recordset()

    @classmethod
    def _return(cls, claim, officer):
        cls._open_step(claim, officer).action_return("Please correct the number.")
        claim.invalidate_recordset()

    @classmethod
    def _build(cls, claims, user=None):
        user = user or cls.cashier
        batch = cls.env["g2p.claim.payment.batch"].with_user(user)
        return batch.action_build(claims.ids)

    @classmethod
    def _suspend(cls, provider):
        provider.sudo()._set_state("suspended")


class ReimbursementCase(ReimbursementFixture, TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._set_up_fixture()
