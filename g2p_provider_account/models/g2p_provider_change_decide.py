from odoo import models
from odoo.exceptions import AccessError, UserError, ValidationError

from odoo.addons.g2p_suite_base.tools import actions, identity, moments
from odoo.addons.g2p_suite_base.tools.plain_text import one_line
from odoo.addons.g2p_suite_base.tools.rows import hold
from odoo.addons.g2p_voucher_key.const import MANAGER_GROUP

from ..tools.seen import digest, masked
from .g2p_provider_change import LIVE

#: ties by which two users may be one person, or act for one; colleagues share a telephone
ONE_PERSON = ("self", "guardian", "access", "household", "account")


class G2PProviderChange(models.Model):
    """The second officer's decision, and what follows from it."""

    _inherit = "g2p.provider.change"

    # === ACTIONS === #

    def action_decide(self):
        """Open the dialog of the second officer, with what is confirmed."""
        self.ensure_one()
        self.check_access("read")
        self._refuse_over(("proposed",))
        self._refuse_decider()
        title = self.env._("Change %(number)s", number=self.name)
        return actions.dialog(title, "g2p.provider.change.decide", change_id=self.id)

    def action_confirm(self, seen, account=None):
        """Confirm the change as the second officer.

        :param str seen: the digest of what the officer saw
        :param str account: the bank account, typed again from the provider's letter
        """
        change_sudo = self._held_for_decision()
        change_sudo._refuse_changed(seen)
        change_sudo._check_typed(account)
        change_sudo._confirm()
        return True

    def action_refuse(self, reason):
        """Refuse the change as the second officer."""
        reason = self._check_reason(reason)
        change_sudo = self._held_for_decision()
        change_sudo._end("refused", reason)
        return True

    def action_withdraw(self, reason):
        """Stop the change, also one that is confirmed and not yet in force (any voucher
        manager): the former account stays."""
        self.ensure_one()
        self._check_manager()
        reason = self._check_reason(reason)
        change_sudo = self.sudo()  # sudo: managers read changes, only this addon writes them
        hold(change_sudo)
        change_sudo._refuse_over(LIVE)
        change_sudo._end("withdrawn", reason)
        return True

    def action_open_withdraw(self):
        """Open the dialog that asks why the change is withdrawn."""
        self.ensure_one()
        self._check_manager()
        title = self.env._("Withdraw change %(number)s", number=self.name)
        return actions.dialog(
            title, "g2p.voucher.reason", change_id=self.id, action="withdraw_change"
        )

    # === Who decides === #

    def _why_not(self, user):
        """Why ``user`` may not decide this change, as a sentence; else False."""
        if not user.has_group(MANAGER_GROUP):
            return self.env._("Only voucher managers decide about providers.")
        return self._why_not_neutral(user)

    def _why_not_neutral(self, user):
        """Why ``user`` is not neutral in this change, as a sentence; else False.

        One person is never both officers: not by a second account, as far as the register knows.
        """
        change_sudo = self.sudo()  # sudo: the rule covers everything, for every user
        if user in change_sudo._authors():
            return self.env._(
                "You asked for change %(number)s, or entered what it confirms: another voucher "
                "manager must decide it.",
                number=self.name,
            )
        if user._tie_to_people(change_sudo.requested_by_id.partner_id) in ONE_PERSON:
            return self.env._(
                "The register ties you to the requester of change %(number)s: another voucher "
                "manager must decide it.",
                number=self.name,
            )
        tie = user._tie_to(change_sudo._identity())
        return tie and self.env._(
            "%(reason)s Another voucher manager must decide change %(number)s.",
            reason=user._tie_reason(tie),
            number=self.name,
        )

    def _identity(self):
        """The keys of the provider, and of the account that is asked for."""
        account = identity.key_of("account", self.account_new)
        return identity.merge(self.provider_id._identity(), {account: True} if account else {})

    def _authors(self):
        """The requester, the users who entered an account that nobody has confirmed yet, and those
        who led the notices of an account elsewhere."""
        current = self.provider_id._current_account()
        # sudo: not everybody reads the list of changes
        rows_sudo = self.env["g2p.audit.change"].sudo()
        entered = rows_sudo.search(
            [
                ("res_model", "=", "g2p.service.provider"),
                ("res_id", "=", self.provider_id.id),
                ("field_name", "=", "account_number"),
                *self._since(current),
            ]
        )
        authors = self.requested_by_id | entered.user_id
        if self._expected_account():
            authors |= self._recent_contacts().requested_by_id
        return authors

    def _since(self, current):
        """The domain of entries that the account in force does not cover. Moments are whole
        seconds: of its own second, what its two officers entered is the account itself."""
        if not current or current.origin == "before":
            return []
        covered = current.requested_by_id | current.decided_by_id
        others = [("date", "=", current.date_done), ("user_id", "not in", covered.ids)]
        return ["|", ("date", ">", current.date_done), "&", *others]

    def _refuse_decider(self):
        why = self._decided_elsewhere() or self._why_not(self.env.user)
        if why:
            raise AccessError(why)

    def _held_for_decision(self):
        """The change under sudo, locked, open, and for the current user to decide."""
        self.ensure_one()
        self.check_access("read")
        change_sudo = self.sudo()  # sudo: managers read changes, only this addon writes them
        hold(change_sudo)
        change_sudo._refuse_decider()
        change_sudo._refuse_over(("proposed",))
        return change_sudo

    def _check_manager(self):
        if not self.env.user.has_group(MANAGER_GROUP):
            raise AccessError(self.env._("Only voucher managers decide about providers."))
        self.check_access("read")

    # === What is decided === #

    def _facts(self):
        """The values on which the decision depends; under sudo."""
        provider = self.provider_id
        facts = {
            "kind": self.kind,
            "account": [provider.account_number or "", self.account_new or ""],
            "payee": [provider.name, provider.code, provider.company_id.id],
            "contact": [provider.partner_id.id, provider.partner_id.email or ""],
        }
        if self.kind == "activate":
            facts["state"] = provider.state
            facts["programmes"] = sorted(provider.program_ids.ids)
            facts["staff"] = sorted(provider.user_ids.ids)
            sites = [[site.id, site.name, site.program_ids.ids] for site in provider.site_ids]
            facts["sites"] = sorted(sites)
        return facts

    def _digest_now(self):
        """The digest of what the change would confirm now."""
        # sudo: the same for every user, in every context
        change_sudo = self.sudo().with_context(active_test=True)
        return digest(change_sudo._facts())

    def _is_stale(self):
        """Whether the provider has changed since it was asked for."""
        return self.sudo().digest != self._digest_now()  # sudo: as above

    def _refuse_changed(self, seen):
        if self._is_stale() or seen != self.digest:
            raise UserError(
                self.env._(
                    "Provider %(code)s was changed after change %(number)s was asked for or shown. "
                    "Reload the page; if this is said again, withdraw it and ask again.",
                    code=self.provider_id.code,
                    number=self.name,
                )
            )

    def _expected_account(self):
        """The account that the second officer types, empty where there is none to confirm."""
        if self.kind == "account":
            return self.account_new
        provider = self.provider_id
        return provider.account_number if not provider._is_account_confirmed() else ""

    def _check_typed(self, account):
        expected = identity.account_key(self._expected_account())
        typed = identity.account_key(account if isinstance(account, str) else "")
        if expected and typed != expected:
            raise ValidationError(
                self.env._(
                    "The bank account that you typed is not that of change %(number)s. Type it "
                    "from the provider's signed letter; if the letter says another one, refuse "
                    "the change.",
                    number=self.name,
                )
            )

    def _refuse_over(self, states):
        if self.state not in states:
            raise UserError(
                self.env._(
                    "Change %(number)s is already “%(state)s”. Reload the page.",
                    number=self.name,
                    state=self._state_label(),
                )
            )

    def _check_reason(self, reason):
        reason = one_line(reason) if isinstance(reason, str) else ""
        if not reason:
            raise ValidationError(self.env._("Give a reason: it is kept with the change."))
        return reason

    # === HOOKS === #

    def _decided_elsewhere(self):
        """Hook: a sentence where the change is decided in another way than by two managers."""
        return False

    def _shown_change(self):
        """The account before and after, or the one that an activation confirms, masked."""
        if self.kind == "account":
            before = self.account_old_shown or self.env._("none")
            return self.env._("%(before)s → %(after)s", before=before, after=self.account_new_shown)
        return masked(self._expected_account()) or self.env._("none to confirm")

    def _seen(self):
        """Pairs (label, value) of what the second officer confirms; addons add theirs."""
        provider = self.provider_id.sudo()  # sudo: shown to the officer who decides
        contact = provider.partner_id
        nobody = self.env._("none: nobody outside the office is notified")
        return [
            (self.env._("Provider"), f"{provider.name} ({provider.code})"),
            (self.env._("Asked on"), moments.shown(self.env, self.date_requested)),
            (self.env._("Reason"), self.reason or ""),
            (self.env._("Contact"), contact.display_name or nobody),
            (self.env._("E-mail of the contact"), contact.email or nobody),
            (self.env._("Programmes"), ", ".join(provider.program_ids.mapped("name"))),
            (self.env._("Staff"), ", ".join(provider.user_ids.mapped("login"))),
            (self.env._("Sites"), ", ".join(provider.site_ids.mapped("name"))),
        ]
