from odoo import fields, models
from odoo.exceptions import UserError

from ..const import DEAD_STATES

#: fields of other addons, if installed: the voucher of OpenG2P's g2p_entitlement_voucher, and the
#: reimbursements of g2p_program_reimbursement
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
        # sudo: the limit of one voucher per entitlement applies across companies and rules
        return self.sudo().voucher_ids.filtered(lambda voucher: voucher.state not in DEAD_STATES)

    def _set_state_by_voucher(self, state):
        """Set the state from the voucher itself: it is not updated in turn, nor scanners
        notified."""
        super().write({"state": state})

    def _is_served_by_openg2p(self):
        """Whether OpenG2P issued its own kind of voucher for it, or pays a provider for it."""
        voucher = self[OTHER_VOUCHER] if OTHER_VOUCHER in self._fields else False
        claims = self[OTHER_CLAIMS] if OTHER_CLAIMS in self._fields else False
        return bool(voucher or claims)

    def _not_served_by_openg2p_domain(self):
        """Domain of the entitlements without those."""
        names = [name for name in (OTHER_VOUCHER, OTHER_CLAIMS) if name in self._fields]
        return [(name, "=", False) for name in names]

    # === HOOKS === #
    def _voucher_authority(self):
        """The terms of this entitlement's voucher and the users who may not issue it; called at
        each step of the voucher.

        :raises UserError: if it cannot have a voucher

        :return: dict(amount, currency, company, covers, excluded_users)
        """
        self.ensure_one()
        return {**self._voucher_terms()[self], "excluded_users": self._voucher_excluded_users()}

    def _voucher_terms(self):
        """The terms of these entitlements' vouchers.

        An addon with its own decisions calls super() and returns the decided terms.

        :raises UserError: if one cannot have a voucher

        :return: {entitlement: dict(amount, currency, company, covers)}
        """
        return {entitlement: entitlement._own_voucher_terms() for entitlement in self}

    def _voucher_excluded_users(self):
        """Users who may not issue the voucher of this entitlement; addons add the users who took
        part in its case."""
        return self.sudo().partner_id.user_ids  # sudo: as in _own_voucher_terms

    # === Terms of the entitlement itself === #
    def _own_voucher_terms(self):
        # sudo: the issuer needs no rights on OpenG2P's entitlements
        entitlement_sudo = self.sudo()
        entitlement_sudo._check_voucher_ready()
        program = entitlement_sudo.program_id
        manager = program._voucher_manager()
        # never the user's current company
        company = entitlement_sudo.company_id or program.company_id or manager.company_id
        return {
            "amount": entitlement_sudo.initial_amount,
            "currency": company.currency_id,
            "company": company,
            "covers": manager._covers() or program.name,
        }

    def _check_voucher_ready(self):
        """Check that it is approved (or already with its provider), valid, above zero, and
        unissued."""
        company = self.company_id or self.program_id.company_id
        today = company._office_day() if company else fields.Date.context_today(self)
        problem = False
        if self.state not in ("approved", "trans2FSP"):
            problem = self.env._("it is not approved")
        elif self.initial_amount <= 0:
            problem = self.env._("it has no amount")
        elif self.valid_until and self.valid_until < today:
            problem = self.env._("it has expired")
        elif self._is_served_by_openg2p():
            problem = self.env._("OpenG2P already has its own voucher or reimbursement for it")
        if problem:
            raise UserError(
                self.env._(
                    "Entitlement %(code)s cannot have a voucher: %(problem)s.",
                    code=self.code,
                    problem=problem,
                )
            )
