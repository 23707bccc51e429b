from datetime import datetime, time, timedelta

import pytz

from odoo import fields, models
from odoo.exceptions import AccessError, UserError

from odoo.addons.g2p_suite_base.tools import actions, reasons
from odoo.addons.g2p_voucher_key.const import ISSUER_GROUP, MANAGER_GROUP
from odoo.addons.g2p_voucher_template.tools import pdf

from .. import const
from ..exceptions import NotInUse
from ..tools import steps

CHUNK = 50  # vouchers of one transaction and one run of the renderer
MAX_PRINT = 500  # vouchers of one file for the printer


class _Unprintable(Exception):
    """Some of the vouchers cannot be printed: {voucher: error}; the others were not issued yet."""

    def __init__(self, refused):
        super().__init__(len(refused))
        self.refused = refused


class G2PVoucher(models.Model):
    """Issues, reissues, prints and revokes vouchers."""

    _inherit = "g2p.voucher"

    # === ACTIONS === #
    def action_issue(self):
        """Sign, print and store the first copy of each voucher; for its issuing officer.

        Each of several is checked separately; the answer reports the refused ones.
        """
        return self._outcome(self._issue_together())

    def action_reissue(self, reason=None):
        """Replace the copy: the former QR code is void, the balance stays.

        Several are checked as by :meth:`action_issue`.
        """
        return self._outcome(self._reissue_together(self._check_reason(reason)))

    def action_open_reissue(self):
        """Ask for the reason, then reissue the chosen vouchers."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "g2p_voucher_key.g2p_voucher_reason_action"
        )
        context = {"default_action": "reissue", "default_voucher_ids": self.ids}
        return {**action, "context": context}

    def action_revoke(self, reason=None):
        """Revoke the voucher: it can no longer be redeemed."""
        reason = self._check_reason(reason)
        for voucher in self:
            voucher._revoke(reason)
        return True

    def action_download(self):
        """Download the PDF of the active copy."""
        self.ensure_one()
        self.check_access("read")
        if not self.document_id:
            raise UserError(self.env._("Voucher %(number)s has no document yet.", number=self.name))
        # sudo: only the address; the document checks the right itself
        return actions.address(self.document_id.sudo()._url())

    def action_print(self):
        """Print one file with all papers, in the programme's number of sheets; report refused ones.

        :raises UserError: if none of them can be printed, with the reasons
        """
        if len(self) > MAX_PRINT:
            raise UserError(self.env._("Print at most %(max)s vouchers at a time.", max=MAX_PRINT))
        refused = self._refusals(lambda voucher: voucher._check_deliverable())
        usable = self - self.browse().union(*refused)
        if refused and not usable:
            self._raise_refusals(refused)
        usable._log_printed()
        ids = ",".join(str(voucher_id) for voucher_id in usable.ids)
        paper = actions.address(f"/voucher/print?ids={ids}")
        return self._notify_refusals(refused, then=paper) if refused else paper

    # === BUSINESS === #
    def _issue_together(self):
        """Issue the vouchers that may be issued, each completely or not at all.

        :return: {voucher: UserError} of the refused ones
        """
        return self._process_together("issue", lambda ready: ready._issue_checked())

    def _reissue_together(self, reason):
        """Reissue the vouchers that may be reissued, as :meth:`_issue_together`."""
        return self._process_together("reissue", lambda ready: ready._reissue_checked(reason))

    def _process_together(self, step, work):
        """Process the vouchers for which the step is allowed, each completely or not at all."""
        if len(self) > CHUNK:
            raise UserError(self.env._("Choose at most %(max)s vouchers at a time.", max=CHUNK))
        ready, refused = self._split_by_check(step)
        while ready:
            try:
                with self.env.cr.savepoint():
                    work(ready)
            except _Unprintable as err:
                refused.update(err.refused)
                ready -= self.browse().union(*err.refused)
            except UserError as err:  # it affects all: no key, no renderer
                refused.update(dict.fromkeys(ready, err))
                break
            else:
                break
        return refused

    def _split_by_check(self, step):
        """(vouchers for which this user may take the step now, locked; {voucher: UserError})."""
        refused = self._refusals(lambda voucher: voucher._check_issuer())
        mine = self - self.browse().union(*refused)
        mine._lock()
        mine_sudo = mine.sudo()  # sudo: the checks establish the right
        paid, keys = mine_sudo._paid_entitlements(), {}
        refused.update(
            mine._refusals(
                # sudo: as above
                lambda voucher: voucher.sudo()._check_ready(step, self.env.user, paid, keys)
            )
        )
        return self - self.browse().union(*refused), refused

    def _refusals(self, check):
        """{voucher: UserError} of those refused by the check."""
        refused = {}
        for voucher in self:
            try:
                check(voucher)
            except UserError as err:
                refused[voucher] = err
        return refused

    def _log_printed(self):
        for voucher_sudo in self.sudo():  # sudo: the caller checked the right to print
            voucher_sudo._log_state(
                voucher_sudo.state,
                self.env._(
                    "Copy %(number)s printed, sheets: %(sheets)s",
                    number=voucher_sudo.active_copy_id.number,
                    sheets=voucher_sudo.manager_id.sheets,
                ),
            )

    def _outcome(self, refused):
        """The error of a single voucher; for several, a notification with the number issued and the
        reasons for the others."""
        if len(self) == 1:
            self._raise_refusals(refused)
            return True
        done = self.env._("Vouchers issued: %(count)s.", count=len(self) - len(refused))
        return self._notify_refusals(refused, done)

    def _raise_refusals(self, refused):
        """Raise the only error unchanged, or all sentences in one."""
        errors = list(refused.values())
        if len(errors) == 1:
            raise errors[0]
        if errors:
            raise UserError(" ".join(map(str, errors)))

    def _notify_refusals(self, refused, done="", then=False):
        """A notification of the result and of each refusal.

        :param dict then: the next action
        """
        message = " ".join(filter(None, [done, *map(str, refused.values())]))
        kind = "warning" if refused else "success"
        return actions.notify(message, kind, sticky=bool(refused), next=then)

    def _check_ready(self, step, user, paid, keys):
        """Check that the user may issue or reissue this voucher now.

        :param keys: {(company, profile): key} found for other vouchers
        """
        if step == "issue":
            self._check_state(const.DRAFT)
        else:
            self._check_in_use()
        self._check_step(step)
        self._check_authority(user, paid=paid)
        if step == "issue":
            self._validity_vals()
        kind = (self.company_id, self._profile())
        if kind not in keys:
            keys[kind] = self.env["g2p.voucher.key"]._active_for(*kind)

    def _issue_checked(self):
        """Issue all of them; raise _Unprintable with those that cannot be printed."""
        vouchers_sudo = self.sudo()  # sudo: every voucher was checked
        now = fields.Datetime.now()
        by_vals = {}
        for voucher in vouchers_sudo:
            vals = voucher._validity_vals()
            by_vals.setdefault(tuple(vals.items()), []).append(voucher.id)
        for vals, ids in by_vals.items():
            vouchers_sudo.browse(ids).write(
                {**dict(vals), "issued_by_id": self.env.uid, "date_issued": now}
            )
        self._make_copies()
        self._set_state(const.ISSUED)
        vouchers_sudo._set_entitlement_state("trans2FSP")
        for voucher in vouchers_sudo:
            voucher._on_issued()

    def _reissue_checked(self, reason):
        """Give each a new copy instead of the former one; as :meth:`_issue_checked`."""
        vouchers_sudo = self.sudo()  # sudo: as there
        vouchers_sudo.active_copy_id._revoke(reason)
        self._make_copies()
        vouchers_sudo._log_state(const.ISSUED, reason)

    def _make_copies(self):
        """Create the next copy of each; raise _Unprintable with those that cannot be printed."""
        # sudo: as in _issue_checked
        problems = self.env["g2p.voucher.copy"]._create_many(self.sudo())
        if problems:
            raise _Unprintable(
                {voucher.with_env(self.env): err for voucher, err in problems.items()}
            )

    def _revoke(self, reason):
        if not self.env.user.has_group(MANAGER_GROUP):
            self._check_issuer()
        self.check_access("read")
        self._lock()
        voucher_sudo = self.sudo()  # sudo: as in _issue_checked
        final = const.CANCELLED if voucher_sudo.state == const.DRAFT else const.REVOKED
        self._check_endable()
        voucher_sudo._set_entitlement_state("cancelled")
        voucher_sudo._end(final, reason)

    def _check_endable(self):
        """Check that something is left to revoke."""
        if self.state not in (const.DRAFT, const.ISSUED):
            self._refuse_step()

    def _profile(self):
        """The programme's profile of the QR text."""
        return self.manager_id.profile

    def _signing_keys(self):
        """{voucher: the company's active key for its profile}, under sudo: issuing officers need
        not read keys."""
        # sudo: as the docstring says
        kinds = {voucher: (voucher.company_id, voucher._profile()) for voucher in self.sudo()}
        found = {kind: self.env["g2p.voucher.key"]._active_for(*kind) for kind in {*kinds.values()}}
        return {voucher: found[kind] for voucher, kind in kinds.items()}

    def _printed(self):
        """PDF bytes of the printed vouchers; the caller has checked the right."""
        contents = []
        for voucher in self.sudo():  # sudo: as the docstring says
            document = voucher.document_id
            self.env["g2p.document.download"]._log(document)
            contents += [document._content()] * voucher.manager_id.sheets
        return pdf.merge(contents)

    # === Its purpose, as its holder reads it === #
    def _holder_covers(self, lang):
        """Its purpose in the holder's language; as it was printed where the office says
        something else now."""
        languages = [code for code, _name in self.env["res.lang"].get_installed()]
        if self.covers in [self._covers_in(code) for code in languages]:
            return self._covers_in(lang) or self.covers
        return self.covers

    def _covers_in(self, lang):
        """Hook: its purpose, as the office says it now in this language."""
        manager_sudo = self.sudo().manager_id  # sudo: only words of the paper
        return manager_sudo.with_context(lang=lang).covers

    # === CHECKS === #
    def _check_reason(self, reason):
        missing = self.env._("Enter a reason; it is stored with the voucher.")
        return reasons.read(self.env, reason, missing)

    def _check_issuer(self):
        """Check that the user has the role, can read the voucher and is designated for it."""
        self.ensure_one()
        user = self.env.user  # an order may continue after its officer has left
        if not (user.active and user.has_group(ISSUER_GROUP)):
            raise AccessError(self.env._("Only issuing officers can issue vouchers."))
        self.check_access("read")
        # sudo: officers need not read the record that lists them
        if self.env.user not in self.sudo().manager_id.issuer_ids:
            raise AccessError(
                self.env._(
                    "You are not an issuing officer of %(program)s. Ask its manager to name you in "
                    "the QR voucher manager.",
                    program=self.sudo().program_id.name,  # sudo: only the name of the programme
                )
            )

    def _check_deliverable(self):
        """Check that the user is a designated issuing officer, and the voucher is usable."""
        self._check_issuer()
        self.sudo()._check_state(const.ISSUED)  # sudo: the officer was checked

    def _check_state(self, state):
        if self.state != state:
            self._refuse_step()

    def _check_in_use(self):
        """Check that a new copy would be usable."""
        if self.state != const.ISSUED:
            raise NotInUse(self._step_refusal())
        if self._today() > self.valid_until:
            raise NotInUse(
                self.env._(
                    "Voucher %(number)s has expired, so a new copy could not be used.",
                    number=self.name,
                )
            )

    def _check_step(self, step):
        """Check that programme, cycle and entitlement allow the step now."""
        if self.entitlement_id.state not in steps.ENTITLEMENT[step]:
            raise UserError(
                self.env._(
                    "The entitlement of voucher %(number)s is no longer approved.",
                    number=self.name,
                )
            )
        why = self.entitlement_id._why_not_now(step)
        if why:
            raise UserError(
                self.env._("Voucher %(number)s: %(reason)s", number=self.name, reason=why)
            )

    def _check_authority(self, user, paid=None):
        """Check that the decision still stands, grants exactly this, and `user` took no part.

        :param paid: entitlements with a cash payment, if they were looked up for many
        """
        entitlement = self.entitlement_id
        authority = entitlement._voucher_authority()
        self._check_equal(authority)
        # the user who approved the entitlement creates its voucher, or another user does so later
        if user in authority["excluded_users"] | self.create_uid | self.approved_by_id:
            raise AccessError(
                self.env._(
                    "You took part in this case. Another issuing officer must handle "
                    "voucher %(number)s.",
                    number=self.name,
                )
            )
        self._check_not_tied(user)
        if entitlement in (self._paid_entitlements() if paid is None else paid):
            raise UserError(
                self.env._(
                    "A cash payment exists for the entitlement of voucher %(number)s.",
                    number=self.name,
                )
            )

    def _check_not_tied(self, user):
        """Refuse users who are tied to the people of the voucher."""
        tie = self._tie_of(user)
        if tie:
            raise AccessError(
                self.env._(
                    "%(reason)s Another issuing officer must handle voucher %(number)s.",
                    reason=user._tie_reason(tie),
                    number=self.name,
                )
            )

    def _paid_entitlements(self):
        """The vouchers' entitlements with a cash payment, perhaps from before the programme used
        vouchers."""
        domain = [("entitlement_id", "in", self.entitlement_id.ids)]
        return self.env["g2p.payment"].search(domain).entitlement_id

    def _check_equal(self, authority):
        """Check that voucher and entitlement match the decision."""
        currency = self.currency_id
        agreed = (
            authority["company"] == self.company_id == self.manager_id.company_id
            and authority["currency"] == currency
            and not currency.compare_amounts(authority["amount"], self.amount)
            and not currency.compare_amounts(self.entitlement_id.initial_amount, self.amount)
        )
        if not agreed:
            raise UserError(
                self.env._(
                    "Voucher %(number)s does not match the decision (amount, currency or company). "
                    "Revoke it and ask for a review of the case.",
                    number=self.name,
                )
            )

    # === Validity === #
    def _validity_vals(self):
        """From today (or the entitlement's first day) for the manager's number of days,
        never beyond the entitlement."""
        entitlement = self.entitlement_id
        begin = max(self._today(), entitlement.valid_from or self._today())
        end = begin + timedelta(days=self.manager_id.validity_days)
        if entitlement.valid_until:
            end = min(end, entitlement.valid_until)
        if end < begin:
            raise UserError(
                self.env._(
                    "The entitlement of voucher %(number)s ends before its first day.",
                    number=self.name,
                )
            )
        return {"valid_from": begin, "valid_until": end}

    def _validity_seconds(self):
        """(begin of the first day, end of the last) at the issuing office, as seconds."""
        zone = pytz.timezone(self._zone())
        days = (self.valid_from, self.valid_until + timedelta(days=1))
        moments = [zone.localize(datetime.combine(day, time.min)) for day in days]
        return tuple(int(moment.timestamp()) for moment in moments)
