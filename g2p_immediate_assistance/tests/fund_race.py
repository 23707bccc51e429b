from odoo import SUPERUSER_ID, api, fields

from odoo.addons.g2p_voucher_qr.tests.race import RaceCase

CLEAN_UP = (
    "UPDATE g2p_voucher SET application_id = NULL WHERE id IN %(vouchers)s",
    "DELETE FROM g2p_assistance_fund_move WHERE fund_id = %(fund)s",
    "DELETE FROM g2p_assistance_application WHERE fund_id = %(fund)s",
    "DELETE FROM g2p_assistance_type WHERE id = %(kind)s",
    "DELETE FROM g2p_assistance_fund WHERE id = %(fund)s",
)


class FundRaceCase(RaceCase):
    """Committed vouchers of approved applications, which use the same fund."""

    def prepare(self, env, program, vouchers):
        env = env(context={"tracking_disable": True})
        today, mine = fields.Date.today(), {"program_id": program.id}
        fund = env["g2p.assistance.fund"].create(
            {**mine, "date_from": today, "date_to": today, "amount": 5000}
        )
        kind = env["g2p.assistance.type"].create(
            {**mine, "name": "Race", "code": "RACE-TILL", "ceiling": 1000}
        )
        self.ids.update(fund=fund.id, kind=kind.id)
        for voucher in vouchers:
            case = env["g2p.assistance.application"].create(
                {
                    **mine,
                    "applicant_user_id": SUPERUSER_ID,
                    "type_id": kind.id,
                    "company_id": fund.company_id.id,
                    "currency_id": fund.currency_id.id,
                }
            )
            fund._create_moves("reserve", {case: voucher.amount})
            env.flush_all()
            env.cr.execute(
                "UPDATE g2p_assistance_application SET state = 'approved', fund_id = %s,"
                " entitlement_id = %s WHERE id = %s",
                [fund.id, voucher.entitlement_id.id, case.id],
            )
            env.cr.execute(
                "UPDATE g2p_voucher SET application_id = %s WHERE id = %s", [case.id, voucher.id]
            )
            env.invalidate_all()

    def forget(self, cr):
        for statement in CLEAN_UP:
            cr.execute(statement, self.ids)

    def at(self, cr, user=SUPERUSER_ID):
        """The vouchers in a transaction with a short lock timeout."""
        cr.execute("SET LOCAL lock_timeout = '1s'; SELECT 1 FROM g2p_assistance_fund")
        return api.Environment(cr, user, {})["g2p.voucher"]
