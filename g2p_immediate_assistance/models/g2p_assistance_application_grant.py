from odoo import SUPERUSER_ID, models
from odoo.exceptions import UserError

from .g2p_assistance_application_decide import BY_SERVER


class G2PAssistanceApplication(models.Model):
    """Effects of the last approval, for one case or many: fund, membership, entitlement and the
    voucher to issue."""

    _inherit = "g2p.assistance.application"

    def _on_approval_approved_many(self, requests):
        """Grant the approved cases: all effects are one transaction."""
        granted = dict(zip(self, (one._granted_amount() for one in requests), strict=True))
        # in a fixed order, so that two bulk decisions cannot deadlock
        for _program, cases in sorted(self.grouped("program_id").items(), key=lambda it: it[0].id):
            cases._grant({case: granted[case] for case in cases})
        super()._on_approval_approved_many(requests)

    def _grant(self, amounts):
        """Grant the approved amounts to these cases of one programme.

        :param dict amounts: {case: amount}
        """
        settings_sudo = self.env["g2p.assistance.settings"]._for_program(self.program_id)
        self._check_grantable(settings_sudo)
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

    def _check_grantable(self, settings_sudo):
        """Check that company and currency agree with the programme and that its cycle is open."""
        if not all(settings_sudo._is_money_of(case) for case in self):
            raise UserError(
                self.env._(
                    "The company or currency of this case differs from its programme's. Ask the "
                    "programme manager to correct it under Assistance / Configuration / Programmes."
                )
            )
        why = settings_sudo.cycle_id._why_not_now("decide")
        if why:
            raise UserError(why)

    def _enrol(self):
        """Enrol the cases' persons or households; create missing memberships.

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
        # no log line about the creation: the record itself shows it
        context = {**BY_SERVER, "mail_create_nolog": True}
        # sudo: the officer of the last stage has no right on memberships; see BY_SERVER
        server = Membership.with_user(SUPERUSER_ID).with_context(**context)
        shared = {"program_id": self.program_id.id, "state": "enrolled"}
        made = server.create([{"partner_id": partner.id, **shared} for partner in partners])
        return made.with_env(self.env)

    def _create_entitlements(self, settings_sudo, members, amounts):
        """Create an entitlement for each case, in the order of the cases."""
        company = settings_sudo.company_id
        today = company._office_day()
        # OpenG2P's defaults must come from the case's company, not from the officer's current one
        # sudo: as for memberships
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

    # === Contents of a voucher === #

    def _voucher_terms(self):
        """The contents of vouchers that the decisions allow.

        :raises UserError: if a decision does not agree with its entitlement
        :return: {entitlement: dict}
        """
        requests = self._approval_check_each()
        for sentence in self._registry_problems():
            raise UserError(sentence)
        return {case.entitlement_id: case._voucher_terms_from(requests[case]) for case in self}

    def _voucher_terms_from(self, request_sudo):
        entitlement_sudo = self.entitlement_id.sudo()  # sudo: issuing officers cannot read it
        granted = request_sudo._granted_amount()
        same_amount = not self.currency_id.compare_amounts(
            granted, entitlement_sudo.initial_amount
        ) and not self.currency_id.compare_amounts(granted, self.amount_granted)
        if not same_amount or entitlement_sudo.partner_id != self.membership_partner_id:
            raise UserError(
                self.env._(
                    "Entitlement %(code)s differs from the amount or person approved in "
                    "application %(application)s. No voucher can be issued; inform the auditor.",
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
        """Participants and beneficiaries of these cases: they cannot issue vouchers for them."""
        return self._approval_participants() | self._approval_beneficiary_users()

    def _voucher_covers(self):
        """The type's neutral description, in the language of the voucher."""
        kind_sudo = self.type_id.sudo()  # sudo: issuing officers cannot read types
        # sudo: nor programmes and their managers
        manager_sudo = self.program_id.sudo()._voucher_manager()
        return manager_sudo._in_paper_language(kind_sudo)._covers()
