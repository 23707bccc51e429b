from odoo import fields, models
from odoo.exceptions import UserError

from ..const import DEAD_STATES

#: where they are installed: the paper that OpenG2P's g2p_entitlement_voucher makes, and what a
#: provider was given for it through g2p_program_reimbursement
OTHER_VOUCHER = "voucher_document_id"
OTHER_CLAIMS = "reimbursement_entitlement_ids"


class G2PEntitlement(models.Model):
    _inherit = "g2p.entitlement"

    voucher_ids = fields.One2many("g2p.voucher", "entitlement_id", "Vouchers")

    def _live_voucher(self):
        """The entitlement's one voucher that is neither revoked nor cancelled."""
        self.ensure_one()
        return self._live_vouchers()

    def _live_vouchers(self):
        # sudo: one voucher per entitlement holds over all companies and rules
        return self.sudo().voucher_ids.filtered(lambda voucher: voucher.state not in DEAD_STATES)

    def _step_to(self, state):
        """The voucher's own step: it knows, so nothing follows it and scanners are told already."""
        super().write({"state": state})

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
        """What a voucher of this entitlement may say and who may not issue it, or a UserError
        why there is none: asked at each step of the voucher.

        :return: dict(amount, currency, company, covers, excluded_users)
        """
        self.ensure_one()
        return {**self._voucher_terms()[self], "excluded_users": self._voucher_excluded_users()}

    def _voucher_terms(self):
        """What vouchers of these entitlements may say, or a UserError why one has none.

        An addon that knows how they were decided calls super() and answers from the decisions.

        :return: {entitlement: dict(amount, currency, company, covers)}
        """
        return {entitlement: entitlement._own_voucher_terms() for entitlement in self}

    def _voucher_excluded_users(self):
        """Users who may not issue the voucher of this entitlement; an addon that knows who took
        part in its case adds them."""
        return self.sudo().partner_id.user_ids  # sudo: as in _own_voucher_terms

    # === What the entitlement itself says === #
    def _own_voucher_terms(self):
        # sudo: the issuer needs no rights on OpenG2P's entitlements
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
            "covers": manager._covers() or program.name,
        }

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
