from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from odoo.addons.g2p_voucher_key import vault
from odoo.addons.g2p_voucher_key.const import ISSUER_GROUP


class G2PAssistanceType(models.Model):
    """Readiness of a type: requirements without which its applications would get stuck."""

    _inherit = "g2p.assistance.type"

    missing = fields.Text(
        "Missing before opening",
        compute="_compute_missing",
        groups="g2p_immediate_assistance.group_assistance_manager",
        help="Reasons why this type cannot be opened for applications, one per line.",
    )

    @api.depends("program_id", "company_id", "currency_id", "policy_id", "is_published", "active")
    def _compute_missing(self):
        for kind in self:
            kind.missing = "\n".join(kind._missing_to_open()) if kind.program_id else False

    @api.constrains(
        "is_published", "active", "program_id", "company_id", "currency_id", "policy_id"
    )
    def _check_published(self):
        """Check that an open type can be granted, before anybody applies in vain."""
        for kind in self.filtered(lambda kind: kind.is_published and kind.active):
            kind._check_money()
            missing = kind._missing_to_open()
            if missing:
                raise ValidationError(
                    self.env._(
                        "“%(type)s” cannot be opened for applications. %(problem)s",
                        type=kind.name,
                        problem="\n".join(missing),
                    )
                )

    def _missing_to_open(self):
        """Sentences about missing or disagreeing settings, each with its remedy; empty if people
        can apply. Addons extend it."""
        self.ensure_one()
        # sudo: users who set up types need not read keys, procedures, providers and the registry
        kind_sudo = self.sudo()
        found = [*kind_sudo._missing_settings(), *kind_sudo._missing_vouchers()]
        found += [*kind_sudo._missing_officers(), *kind_sudo._missing_choices()]
        return [*filter(None, found), *kind_sudo._missing_households()]

    # === Requirements of each step of a case, under sudo === #

    def _missing_settings(self):
        """Missing settings of the programme: money, standing cycle, fund."""
        try:
            settings = self.env["g2p.assistance.settings"]._for_program(self.program_id)
        except UserError as error:
            return [str(error)]
        cycle_problem = settings.cycle_id._why_not_now("decide")
        return [settings._money_problem(), cycle_problem, *self._missing_fund()]

    def _missing_vouchers(self):
        """Missing requirements of issuing and redeeming."""
        program = self.program_id
        manager = program._voucher_manager()
        if not manager:
            return [
                self.env._(
                    "The programme %(program)s has no QR voucher manager, so nothing can be "
                    "granted. Open one under Programs / Configuration / Managers / QR voucher "
                    "managers and choose “Use for this programme”.",
                    program=program.name,
                )
            ]
        found = [self._missing_key(manager)]
        officers = manager.issuer_ids.filtered(
            lambda user: user.active and user.has_group(ISSUER_GROUP)
        )
        if not officers:
            found.append(
                self.env._(
                    "The vouchers of %(program)s have no issuing officer. Add users with the role "
                    "Voucher issuing officer to its QR voucher manager.",
                    program=program.name,
                )
            )
        serving = [
            ("program_ids", "in", program.ids),
            ("state", "=", "active"),
            ("active", "=", True),  # independent of the caller's context
        ]
        if not self.env["g2p.service.provider"].search_count(serving, limit=1):
            found.append(
                self.env._(
                    "No active provider serves %(program)s, so nobody can use a voucher. Add one "
                    "under Programs / Vouchers / Providers, with its programmes, and activate it.",
                    program=program.name,
                )
            )
        return found

    def _missing_key(self, manager):
        """The message about a missing key, or one that this server cannot decrypt."""
        try:
            vault.key_encryption_key(self.env)
            self.env["g2p.voucher.key"]._active_for(manager.company_id, manager.profile)
        except UserError as error:
            return str(error)
        return False

    def _missing_fund(self):
        Fund = self.env["g2p.assistance.fund"]
        try:
            Fund._for_program(self.program_id, self.currency_id, self.company_id)
        except UserError as error:
            return [str(error)]
        return []

    def _missing_officers(self):
        """Problems of the procedures that can apply: those up to the first without condition."""
        policies = self.policy_id or self._procedures()
        if not policies:
            return [
                self.env._(
                    "%(company)s has no approval procedure for applications. Add one under "
                    "Approvals / Configuration / Procedures.",
                    company=self.company_id.name,
                )
            ]
        found = [self._policy_problem()]
        for policy in policies:
            found += [
                self.env._("Procedure %(policy)s: %(warning)s", policy=policy.name, warning=line)
                for line in policy._warnings()
            ]
            if policy.domain == "[]":
                break
        return found

    def _policy_problem(self):
        """Why the type's own procedure cannot decide it; False if it can, or without one."""
        model, money = "g2p.assistance.application", (self.company_id, self.currency_id)
        why_not = self.policy_id and self.policy_id._why_not_for(model, *money)
        if not why_not:
            return False
        return self.env._(
            "Procedure %(policy)s cannot decide it: %(why)s. Choose another one.",
            policy=self.policy_id.name,
            why=why_not,
        )

    def _procedures(self):
        """The procedures for applications of the type's company, in their order."""
        return self.env["g2p.approval.policy"].search(
            [
                ("model", "=", "g2p.assistance.application"),
                ("company_id", "in", [self.company_id.id, False]),
                ("active", "=", True),  # independent of the caller's context
            ]
        )

    @api.model
    def _missing_choices(self):
        """Messages about empty lists of the registry that questions need."""
        Application = self.env["g2p.assistance.application"]
        return [
            question.no_choices
            for question in Application._questions()
            if question.no_choices and not Application._has_choices(question.name)
        ]

    def _why_unfinished(self):
        """For people: the message if a question has no choices, so that nobody starts in vain."""
        if not self._missing_choices():
            return False
        return self.env._(
            "The office is still setting this up. You cannot apply for it yet: come back later, or "
            "ask the office."
        )

    def _missing_households(self):
        """The message if a programme enrols households, but the registry has none."""
        households = [
            ("is_registrant", "=", True),
            ("is_group", "=", True),
            ("active", "=", True),  # as above
            ("company_id", "in", [self.company_id.id, False]),
        ]
        if self.program_id.target_type != "group" or self.env["res.partner"].search_count(
            households, limit=1
        ):
            return []
        return [
            self.env._(
                "The programme %(program)s enrols households, but the registry has none. Set its "
                "target to Individual, or register households first: a patient without a household "
                "cannot be approved.",
                program=self.program_id.name,
            )
        ]
