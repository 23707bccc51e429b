from odoo import SUPERUSER_ID, models
from odoo.exceptions import UserError

from .g2p_assistance_application_decide import BY_SERVER


class G2PAssistanceApplication(models.Model):
    """What follows the last approval, for one case or many: fund, membership, entitlement and the
    voucher to issue."""

    _inherit = "g2p.assistance.application"

    def _on_approval_approved_many(self, requests):
        """One transaction: fund, membership, entitlement, voucher to issue."""
        granted = dict(zip(self, (one._granted_amount() for one in requests), strict=True))
        # in one order, so that two officers who decide many do not wait for each other
        for _program, cases in sorted(self.grouped("program_id").items(), key=lambda it: it[0].id):
            cases._grant({case: granted[case] for case in cases})
        super()._on_approval_approved_many(requests)

    def _grant(self, amounts):
        """Give these cases of one programme what was decided.

        :param dict amounts: {case: amount}
        """
        settings_sudo = self.env["g2p.assistance.settings"]._for_program(self.program_id)
        self._check_granted_by(settings_sudo)
        company, currency = settings_sudo.company_id, settings_sudo.currency_id
        Fund = self.env["g2p.assistance.fund"]
        fund_sudo = Fund._for_program(self.program_id, currency, company)
        fund_sudo._reserve(amounts)
        members = self._enrol()
        entitlements = self._create_entitlements(settings_sudo, members, amounts)
        for case, entitlement in zip(self, entitlements, strict=True):
            case.write(
                {
                    "amount_granted": amounts[case],
                    "fund_id": fund_sudo.id,
                    "membership_partner_id": members[case].partner_id.id,
                    "program_membership_id": members[case].id,
                    "entitlement_id": entitlement.id,
                }
            )
        self._set_state("approved")
        self.env["g2p.voucher"]._create_for(entitlements)

    def _check_granted_by(self, settings_sudo):
        """The cases are in the money of their programme, and its cycle takes entitlements."""
        if not all(settings_sudo._is_money_of(case) for case in self):
            raise UserError(
                self.env._(
                    "The programme's company or currency is not that of this case. The programme "
                    "manager sets it under Assistance / Configuration / Programmes."
                )
            )
        why = settings_sudo.cycle_id._why_not_now("decide")
        if why:
            raise UserError(why)

    def _enrol(self):
        """The memberships of the programme, enrolled; made where there is none.

        :return: {case: membership}
        """
        partners = {case: case._member_partner() for case in self}
        members = self.env["g2p.program_membership"].union(
            *(case._membership_of(partner) for case, partner in partners.items())
        )
        for member in members:
            why = self._why_not_enrolled(member)
            if why:
                raise UserError(why)
        members.filtered(lambda member: member.state != "enrolled").write({"state": "enrolled"})
        everybody = self.env["res.partner"].union(*partners.values())
        members |= self._create_memberships(everybody - members.partner_id)
        by_partner = {member.partner_id: member for member in members}
        return {case: by_partner[partner] for case, partner in partners.items()}

    def _create_memberships(self, partners):
        Membership = self.env["g2p.program_membership"]
        # a line that says that it was made says nothing that the record does not
        context = {**BY_SERVER, "mail_create_nolog": True}
        # sudo: by the server, for the officer of the last stage, who enrols nobody otherwise
        server = Membership.with_user(SUPERUSER_ID).with_context(**context)
        shared = {"program_id": self.program_id.id, "state": "enrolled"}
        made = server.create([{"partner_id": partner.id, **shared} for partner in partners])
        return made.with_env(self.env)

    def _create_entitlements(self, settings_sudo, members, amounts):
        """What each case is entitled to, in the order of the cases."""
        company = settings_sudo.company_id
        today = company._office_day()
        # what OpenG2P fills in by company is the case's, not that in front of the officer
        # sudo: by the server, as the membership
        server = self.env["g2p.entitlement"].with_user(SUPERUSER_ID).with_context(**BY_SERVER)
        made = server.with_company(company).create(
            [
                {
                    "cycle_id": settings_sudo.cycle_id.id,
                    "partner_id": members[case].partner_id.id,
                    "initial_amount": amounts[case],
                    "company_id": company.id,
                    "is_cash_entitlement": True,
                    "valid_from": today,
                    "date_approved": today,
                    "state": "approved",
                }
                for case in self
            ]
        )
        return made.with_env(self.env)

    # === What a voucher says === #

    def _voucher_terms(self):
        """What the decisions allow vouchers to say; raises when one does not agree.

        :return: {entitlement: dict}
        """
        requests = self._approval_check_each()
        for sentence in self._disabled_in_registry():
            raise UserError(sentence)
        return {case.entitlement_id: case._voucher_terms_by(requests[case]) for case in self}

    def _voucher_terms_by(self, request_sudo):
        entitlement_sudo = self.entitlement_id.sudo()  # sudo: issuing officers read none
        granted = request_sudo._granted_amount()
        same_amount = not self.currency_id.compare_amounts(
            granted, entitlement_sudo.initial_amount
        ) and not self.currency_id.compare_amounts(granted, self.amount_granted)
        if not same_amount or entitlement_sudo.partner_id != self.membership_partner_id:
            raise UserError(
                self.env._(
                    "Entitlement %(code)s is not what application %(application)s was granted. "
                    "No voucher can be issued; tell the auditor.",
                    code=entitlement_sudo.code,
                    application=self.name,
                )
            )
        return {
            "amount": granted,
            "currency": self.currency_id,
            "company": self.company_id,
            "covers": self._voucher_covers(),
        }

    def _voucher_excluded_users(self):
        """Who took part in these cases, or has the use of them, issues no voucher of them."""
        return self._approval_participants() | self._approval_beneficiary_users()

    def _voucher_covers(self):
        """The neutral words of the type, in the language of the paper."""
        kind_sudo = self.type_id.sudo()  # sudo: who approves entitlements need not read types
        # sudo: nor programmes and their managers
        manager_sudo = self.program_id.sudo()._voucher_manager()
        return manager_sudo._in_paper_language(kind_sudo)._covers()
