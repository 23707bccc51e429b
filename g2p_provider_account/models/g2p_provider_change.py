from odoo import api, fields, models

from ..tools.seen import masked

AUDITOR = "g2p_voucher_key.group_voucher_auditor"
#: states in which a change is not over
LIVE = ("proposed", "confirmed")


class G2PProviderChange(models.Model):
    """A bank account or an activation of a provider, which one officer asks for and another
    decides. Never deleted: it is the provider's history, with its former contacts.
    """

    _name = "g2p.provider.change"
    _description = "Change of a provider"
    _inherit = [
        "g2p.state.mixin",
        "g2p.kept.mixin",
        "g2p.company.mixin",
        "g2p.deferred.mixin",
    ]
    _order = "id desc"
    _first_state = "proposed"
    _transitions = {
        "proposed": {"confirmed", "done", "refused", "withdrawn"},
        "confirmed": {"done", "withdrawn"},
    }
    _engine_fields = frozenset(
        {
            *("state", "name", "provider_id", "kind", "origin", "reason", "answer", "digest"),
            *("account_old", "account_new", "email_old", "email_new", "is_current"),
            *("requested_by_id", "date_requested", "decided_by_id", "date_decided"),
            *("ended_by_id", "in_force_from", "date_done", "noticed"),
        }
    )

    name = fields.Char("Number", required=True, readonly=True)
    provider_id = fields.Many2one(
        "g2p.service.provider", required=True, readonly=True, index=True, ondelete="restrict"
    )
    company_id = fields.Many2one(related="provider_id.company_id", store=True, index=True)
    kind = fields.Selection(
        [
            ("account", "Bank account"),
            ("activate", "Activation"),
            ("contact", "Contact"),
        ],
        required=True,
        readonly=True,
    )
    state = fields.Selection(
        [
            ("proposed", "Waiting for the second officer"),
            ("confirmed", "Confirmed, not yet in force"),
            ("done", "In force"),
            ("refused", "Refused"),
            ("withdrawn", "Withdrawn"),
        ],
        default="proposed",
        required=True,
        readonly=True,
        index=True,
    )
    origin = fields.Selection(
        [
            ("office", "The office"),
            ("provider", "The provider"),
            ("server", "The server, at its setup"),
            ("before", "From before"),
        ],
        "Asked by",
        required=True,
        readonly=True,
        default="office",
        help="From before: entered by one person, before a second one was needed.",
    )
    is_current = fields.Boolean(
        "Account in force", readonly=True, help="The row that says which account was confirmed."
    )
    reason = fields.Char(readonly=True)
    answer = fields.Char("Why it ended", readonly=True)
    account_old = fields.Char("Whole account before", readonly=True, groups=AUDITOR)
    account_new = fields.Char("Whole account after", readonly=True, groups=AUDITOR)
    account_old_shown = fields.Char("Account before", compute="_compute_shown", compute_sudo=True)
    account_new_shown = fields.Char("Account after", compute="_compute_shown", compute_sudo=True)
    email_old = fields.Char("E-mail before", readonly=True, groups=AUDITOR)
    email_new = fields.Char("E-mail after", readonly=True, groups=AUDITOR)
    digest = fields.Char(readonly=True, help="Of what was asked for; a change of it ends this.")
    requested_by_id = fields.Many2one(
        "res.users", "Requested by", required=True, readonly=True, index=True, ondelete="restrict"
    )
    date_requested = fields.Datetime(
        "Requested on", required=True, readonly=True, default=fields.Datetime.now
    )
    decided_by_id = fields.Many2one(
        "res.users", "Decided by", readonly=True, index=True, ondelete="restrict"
    )
    date_decided = fields.Datetime("Decided on", readonly=True)
    ended_by_id = fields.Many2one(
        "res.users", "Ended by", readonly=True, index=True, ondelete="restrict"
    )
    in_force_from = fields.Datetime(
        "In force from", readonly=True, help="The end of the cooling-off period."
    )
    date_done = fields.Datetime("In force since", readonly=True)
    noticed = fields.Char(readonly=True, help="The states of which the contact was notified.")
    can_decide = fields.Boolean("I am the second officer", compute="_compute_can_decide")
    why_not = fields.Char("Why another officer must decide", compute="_compute_can_decide")

    _live_once = models.UniqueIndex(
        "(provider_id, kind) WHERE state IN ('proposed', 'confirmed') AND date_done IS NULL",
        "Such a change of this provider is waiting already. Reload the page.",
    )
    _current_once = models.UniqueIndex(
        "(provider_id) WHERE is_current", "The provider's account was just confirmed."
    )

    # === COMPUTE === #

    @api.depends("account_old", "account_new")
    def _compute_shown(self):
        for change in self:
            change.account_old_shown = masked(change.account_old)
            change.account_new_shown = masked(change.account_new)

    @api.depends("state")
    @api.depends_context("uid")
    def _compute_can_decide(self):
        for change in self:
            open_now = change.state == "proposed"
            why = open_now and (change._decided_elsewhere() or change._why_not(self.env.user))
            change.why_not = why or False
            change.can_decide = open_now and not why

    # === CRUD === #

    def _kept_sentences(self):
        by_button = self.env._("Changes of a provider are asked for and decided by buttons only.")
        return {
            "create": by_button,
            "write": by_button,
            "unlink": self.env._("Changes of a provider are its history and cannot be deleted."),
        }

    # === BUSINESS: all under sudo === #

    @api.model
    def _open(self, provider, kind, **values):
        """Add a row in the name of the current user."""
        # sudo: only this addon writes rows; the caller has checked the right
        changes_sudo = self.sudo()
        number = changes_sudo.search_count([("provider_id", "=", provider.id)]) + 1
        account = provider.sudo().account_number  # sudo: as above
        vals = {"name": f"{provider.code}/{number}", "provider_id": provider.id, "kind": kind}
        asked = {"requested_by_id": self.env.uid, "account_old": account or False}
        change_sudo = changes_sudo.create({**vals, **asked, **values})
        change_sudo._write_engine({"digest": change_sudo._digest_now()})
        return change_sudo

    @api.model
    def _ask(self, provider, kind, **values):
        """Add a change that a second officer decides."""
        self.flush_model(["state"])  # the index on live changes must see this transaction
        change_sudo = self._open(provider, kind, **values)
        change_sudo._on_asked()
        return change_sudo

    @api.model
    def _record_accounts(self, providers, origin, **values):
        """Record the accounts that these providers have now as confirmed."""
        for provider in providers:
            former = provider._current_account()
            change_sudo = self._open(
                provider,
                "account",
                origin=origin,
                account_old=former.account_new or False,
                account_new=provider.account_number or False,
                date_done=fields.Datetime.now(),  # not one that waits
                **values,
            )
            change_sudo._set_done()

    @api.model
    def _record_contact(self, provider, old, new):
        """Record another e-mail address of the provider's contact."""
        now = fields.Datetime.now()  # not one that waits
        change_sudo = self._open(provider, "contact", email_old=old, email_new=new, date_done=now)
        change_sudo._set_done()

    def _set_done(self):
        """This change is in force; of accounts, it replaces the former one."""
        now = fields.Datetime.now()
        is_account = self.kind == "account"
        if is_account:
            self.provider_id._current_account()._write_engine({"is_current": False})
            self.flush_model(["is_current"])  # the unique index must see this first
        self._set_state("done", date_done=now, is_current=is_account)

    # === HOOKS === #

    def _on_asked(self):
        """Hook: a change was asked for; under sudo."""
