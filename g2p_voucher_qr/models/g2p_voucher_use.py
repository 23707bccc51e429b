from odoo import models
from odoo.tools import SQL

from .. import const
from ..tools import steps

#: words for states of the entitlement with which nothing is redeemed; others: not approved
ENTITLEMENT_CODES = {**dict.fromkeys(const.DEAD_ENTITLEMENTS, "cancelled"), "rdpd2ben": "paid"}
USE = """
    SELECT e.state, c.state, c.locked, p.state, p.active, p.locked, m.on_end, EXISTS (
        SELECT 1 FROM res_partner holder
        WHERE holder.id IN (%(holders)s)
        AND (holder.active IS NOT TRUE OR holder.disabled IS NOT NULL)
    )
    FROM g2p_voucher v
    JOIN g2p_entitlement e ON e.id = v.entitlement_id
    JOIN g2p_cycle c ON c.id = e.cycle_id
    JOIN g2p_program p ON p.id = v.program_id
    JOIN %(manager)s m ON m.id = v.manager_id
    WHERE v.id = %(voucher)s
"""
READ = {
    "g2p.entitlement": ["state", "cycle_id"],
    "g2p.cycle": ["state", "locked"],
    "g2p.program": ["state", "active", "locked"],
    "res.partner": ["active", "disabled"],
    const.MANAGER_MODEL: ["on_end"],
}


class G2PVoucher(models.Model):
    """Whether entitlement, cycle, programme and holder let a voucher be used now: one query."""

    _inherit = "g2p.voucher"

    def _why_out_of_use(self):
        """The code of what stands against using it, apart from the voucher itself; or False."""
        entitlement, cycle, locked, program, on_end, holder_closed = self._read_use()
        if entitlement not in steps.ENTITLEMENT["redeem"]:
            return ENTITLEMENT_CODES.get(entitlement, "not_approved")
        if steps.first_wrong(steps.marks(cycle, locked=locked), steps.CYCLE["redeem"]):
            return "cycle_closed"
        wrong = steps.first_wrong(program, steps.of_program("redeem", on_end != "at_once"))
        if wrong:
            return "program_locked" if wrong == steps.LOCKED else "program_ended"
        return "holder_closed" if holder_closed else False

    def _read_use(self):
        """(state of the entitlement, of the cycle, whether it is locked, what marks the
        programme, what becomes of vouchers at its end, whether a holder's record is closed)"""
        self.flush_recordset()
        for model, names in READ.items():
            self.env[model].flush_model(names)
        holders = SQL(" UNION ALL ").join(self._holder_parts())
        manager = SQL.identifier(self.env[const.MANAGER_MODEL]._table)
        self.env.cr.execute(SQL(USE, holders=holders, manager=manager, voucher=self.id))
        entitlement, cycle, locked, *program, on_end, closed = self.env.cr.fetchone()
        return entitlement, cycle, locked, steps.marks(*program), on_end, closed

    def _sentence_for_holder(self):
        """For the holder of an issued voucher: why no provider takes it now; or False."""
        voucher_sudo = self.sudo()  # sudo: the holder reads neither programme nor entitlement
        code = voucher_sudo.state == const.ISSUED and voucher_sudo._why_out_of_use()
        return self._sentence(code, tell=False) if code else False

    # === HOOKS === #
    def _holder_parts(self):
        """SQL of the ids of those whom the voucher ``v`` helps; an addon that knows more adds
        them."""
        return [SQL("SELECT v.partner_id")]

    def _case_users(self):
        """Users who worked in the office on what led to these vouchers: they do not redeem,
        take back or claim them."""
        vouchers_sudo = self.sudo()  # sudo: for every user; only compared
        users = vouchers_sudo.issued_by_id | vouchers_sudo.approved_by_id | vouchers_sudo.create_uid
        reissued_sudo = vouchers_sudo.filtered(lambda one: one.active_copy_id.number > 1)
        return users | reissued_sudo.copy_ids.issued_by_id
