from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from odoo.addons.g2p_voucher_key import vault
from odoo.addons.g2p_voucher_key.const import ISSUER_GROUP


class G2PAssistanceType(models.Model):
    """What has to be there before people can apply: each application would stop for want of it."""

    _inherit = "g2p.assistance.type"

    missing = fields.Text(
        "Missing before it opens",
        compute="_compute_missing",
        groups="g2p_immediate_assistance.group_assistance_manager",
        help="What stops this type from being opened for applications, a line each.",
    )

    @api.depends("program_id", "company_id", "currency_id", "policy_id", "is_published", "active")
    def _compute_missing(self):
        for kind in self:
            kind.missing = "\n".join(kind._missing_to_open()) if kind.program_id else False

    @api.constrains(
        "is_published", "active", "program_id", "company_id", "currency_id", "policy_id"
    )
    def _check_published(self):
        """What can be applied for can be granted: it would be late to say so at the end."""
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
        """Sentences on what is missing or does not agree, each with what to do; none when people
        can apply. Addons add theirs."""
        self.ensure_one()
        # sudo: whoever sets up types need not read keys, procedures, providers and the registry
        kind_sudo = self.sudo()
        found = [*kind_sudo._missing_settings(), *kind_sudo._missing_vouchers()]
        found += [*kind_sudo._missing_officers(), *kind_sudo._missing_choices()]
        return [*filter(None, found), *kind_sudo._missing_households()]

    # === Under sudo: what each step of a case rests upon === #

    def _missing_settings(self):
        """The programme's settings, and what they name: money, standing cycle, fund."""
        try:
            settings = self.env["g2p.assistance.settings"]._for_program(self.program_id)
        except UserError as error:
            return [str(error)]
        cycle_problem = settings.cycle_id._why_not_now("decide")
        return [settings._money_problem(), cycle_problem, *self._missing_fund()]

    def _missing_vouchers(self):
        """What issuing and redeeming rest upon."""
        program = self.program_id
        manager = program._voucher_manager()
        if not manager:
            return [
                self.env._(
                    "The programme %(program)s has no QR voucher manager, so nothing could be "
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
                    "Nobody issues the vouchers of %(program)s. Name issuing officers, who have "
                    "the role Voucher issuing officer, in its QR voucher manager.",
                    program=program.name,
                )
            )
        serving = [
            ("program_ids", "in", program.ids),
            ("state", "=", "active"),
            ("active", "=", True),  # whatever the caller's context says
        ]
        if not self.env["g2p.service.provider"].search_count(serving, limit=1):
            found.append(
                self.env._(
                    "No active provider serves %(program)s, so nobody could use a voucher. Add "
                    "one under Programs / Vouchers / Providers, with its programmes, and activate "
                    "it.",
                    program=program.name,
                )
            )
        return found

    def _missing_key(self, manager):
        """The sentence on a key that is not there, or that this server cannot open."""
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
        """Of the procedures that may decide: of several, all up to the first without condition."""
        policies = self.policy_id or self._procedures()
        if not policies:
            return [
                self.env._(
                    "No approval procedure decides applications of %(company)s. Add one under "
                    "Approvals / Configuration / Procedures.",
                    company=self.company_id.name,
                )
            ]
        found = [self._why_not_chosen()]
        for policy in policies:
            found += [
                self.env._("Procedure %(policy)s: %(warning)s", policy=policy.name, warning=line)
                for line in policy._warnings()
            ]
            if policy.domain == "[]":
                break
        return found

    def _why_not_chosen(self):
        """Why the type's own procedure decides nothing; False when it does, or there is none."""
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
        """Those that applications of the type's company are decided by, in their order."""
        return self.env["g2p.approval.policy"].search(
            [
                ("model", "=", "g2p.assistance.application"),
                ("company_id", "in", [self.company_id.id, False]),
                ("active", "=", True),  # whatever the caller's context says
            ]
        )

    @api.model
    def _missing_choices(self):
        """Lists of the registry that a question of the application needs, and that are empty."""
        Application = self.env["g2p.assistance.application"]
        return [
            question.no_choices
            for question in Application._questions()
            if question.no_choices and not Application._has_choices(question.name)
        ]

    def _why_unfinished(self):
        """For people: nobody answers a question without choices, so nobody begins."""
        if not self._missing_choices():
            return False
        return self.env._(
            "The office has not finished to set this up. Nobody can apply for it now: come back "
            "later, or ask the office."
        )

    def _missing_households(self):
        """A programme for households needs some: each patient has to belong to one."""
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
                "The programme %(program)s enrols households, and the registry has none. Set its "
                "target to Individual, or register households first: a patient who belongs to none "
                "is not approved.",
                program=self.program_id.name,
            )
        ]
