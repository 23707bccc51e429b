from odoo import fields, models
from odoo.exceptions import UserError


class G2pEntitlement(models.Model):
    _inherit = "g2p.entitlement"

    voucher_ids = fields.One2many("g2p.voucher", "entitlement_id", "Vouchers")

    def _live_voucher(self):
        """The entitlement's one voucher that is neither revoked nor cancelled."""
        self.ensure_one()
        return self._live_vouchers()

    def _live_vouchers(self):
        # one voucher per entitlement holds over all companies and rules
        return self.sudo().voucher_ids.filtered(
            lambda voucher: voucher.state not in ("revoked", "cancelled")
        )

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

    def _check_voucher_ready(self):
        """Approved (or already with its provider), valid and worth something."""
        company = self.company_id or self.program_id.company_id
        today = company._office_day() if company else fields.Date.context_today(self)
        problem = False
        if self.state not in ("approved", "trans2FSP"):
            problem = self.env._("it is not approved")
        elif self.initial_amount <= 0:
            problem = self.env._("it has no amount")
        elif self.valid_until and self.valid_until < today:
            problem = self.env._("its validity is over")
        if problem:
            raise UserError(
                self.env._(
                    "Entitlement %(code)s cannot have a voucher: %(problem)s.",
                    code=self.code,
                    problem=problem,
                )
            )
