from odoo import fields, models
from odoo.exceptions import UserError

from ..const import DEAD_STATES

#: where they are installed: the paper that OpenG2P's g2p_entitlement_voucher makes, and what a
#: provider was given for it through g2p_program_reimbursement
OTHER_VOUCHER = "voucher_document_id"
OTHER_CLAIMS = "reimbursement_entitlement_ids"


class G2pEntitlement(models.Model):
    _inherit = "g2p.entitlement"

    voucher_ids = fields.One2many("g2p.voucher", "entitlement_id", "Vouchers")

    def _live_voucher(self):
        """The entitlement's one voucher that is neither revoked nor cancelled."""
        self.ensure_one()
        return self._live_vouchers()

    def _live_vouchers(self):
        # one voucher per entitlement holds over all companies and rules
        return self.sudo().voucher_ids.filtered(lambda voucher: voucher.state not in DEAD_STATES)

    def _is_served_by_openg2p(self):
        """Whether OpenG2P made a voucher of its own kind of it, or pays a provider for it."""
        voucher = self[OTHER_VOUCHER] if OTHER_VOUCHER in self._fields else False
        claims = self[OTHER_CLAIMS] if OTHER_CLAIMS in self._fields else False
        return bool(voucher or claims)

    def _not_served_by_openg2p_domain(self):
        """The others."""
        names = [name for name in (OTHER_VOUCHER, OTHER_CLAIMS) if name in self._fields]
        return [(name, "=", False) for name in names]

    # === HOOKS === #
    def _voucher_authority(self):
        """What a voucher of this entitlement may say, or a UserError why there is none.

        An addon that knows how the entitlement was decided calls super() and answers
        from the decision.

        :return: dict(amount, currency, company, excluded_users, covers); the users may
            not issue the voucher
        """
        self.ensure_one()
        # the issuer needs no rights on OpenG2P's entitlements
        entitlement_sudo = self.sudo()
        entitlement_sudo._check_voucher_ready()
        program = entitlement_sudo.program_id
        manager = program._voucher_manager()
        # never the company in front of the user who asks
        company = entitlement_sudo.company_id or program.company_id or manager.company_id
        return {
            "amount": entitlement_sudo.initial_amount,
            "currency": company.currency_id,
            "company": company,
            "excluded_users": entitlement_sudo.partner_id.user_ids,
            "covers": manager._covers() or program.name,
        }

    def _voucher_participants(self):
        """Users who have a part in this entitlement: none of them gives used money back to it.

        An addon that knows how it was decided calls super() and adds them.
        """
        return self.sudo().partner_id.user_ids  # sudo: as above

    def _check_voucher_ready(self):
        """Approved (or already with its provider), valid, worth something, and not on paper yet."""
        company = self.company_id or self.program_id.company_id
        today = company._office_day() if company else fields.Date.context_today(self)
        problem = False
        if self.state not in ("approved", "trans2FSP"):
            problem = self.env._("it is not approved")
        elif self.initial_amount <= 0:
            problem = self.env._("it has no amount")
        elif self.valid_until and self.valid_until < today:
            problem = self.env._("its validity is over")
        elif self._is_served_by_openg2p():
            problem = self.env._("OpenG2P has a voucher or a reimbursement of its own for it")
        if problem:
            raise UserError(
                self.env._(
                    "Entitlement %(code)s cannot have a voucher: %(problem)s.",
                    code=self.code,
                    problem=problem,
                )
            )
