import secrets
from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from odoo.addons.g2p_deferred.tools.deferral import deferrable
from odoo.addons.g2p_suite_base.tools.indexes import trigram
from odoo.addons.g2p_suite_base.tools.rows import hold
from odoo.addons.g2p_voucher_template.tools import masking

from .. import const
from ..tools import money, steps
from .g2p_program_step import label_of

FROZEN = {
    "name",
    "public_id",
    "entitlement_id",
    "program_id",
    "partner_id",
    "manager_id",
    "company_id",
    "currency_id",
    "amount",
    "valid_from",
    "valid_until",
    "covers",
    "approved_by_id",
}


class G2PVoucher(models.Model):
    """The right to be served up to an amount; its copies go to the holder."""

    _name = "g2p.voucher"
    _description = "Voucher"
    _inherit = [
        "g2p.portal.sight.mixin",
        "g2p.state.mixin",
        "g2p.kept.mixin",
        "g2p.deferred.mixin",
    ]
    _portal_fields = (
        "name",
        "public_id",
        "currency_id",
        "amount",
        "amount_redeemed",
        "amount_available",
        "valid_from",
        "valid_until",
        "covers",
        "state",
        "date_issued",
        "active_copy_id",
        "document_id",
    )
    _order = "id desc"
    _transitions = const.NEXT_STATES

    name = fields.Char("Number", required=True, readonly=True, copy=False, index=True)
    public_id = fields.Char(
        required=True,
        readonly=True,
        copy=False,
        default=lambda self: secrets.token_urlsafe(16),
    )
    entitlement_id = fields.Many2one(
        "g2p.entitlement",
        required=True,
        readonly=True,
        ondelete="restrict",
        index=True,
    )
    program_id = fields.Many2one(
        "g2p.program", "Programme", required=True, readonly=True, ondelete="restrict"
    )
    partner_id = fields.Many2one(
        "res.partner", "Beneficiary", required=True, readonly=True, index=True, ondelete="restrict"
    )
    manager_id = fields.Many2one(
        const.MANAGER_MODEL, required=True, readonly=True, ondelete="restrict"
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True)
    currency_id = fields.Many2one("res.currency", required=True, readonly=True)
    amount = fields.Monetary(required=True, readonly=True)
    amount_redeemed = fields.Monetary(readonly=True, copy=False)
    amount_available = fields.Monetary(
        "Balance", compute="_compute_amount_available", store=True, precompute=True
    )
    valid_from = fields.Date(readonly=True, copy=False)
    valid_until = fields.Date(readonly=True, copy=False)
    covers = fields.Char(
        readonly=True,
        help="The purpose of the voucher, in words that do not reveal an illness: everybody who "
        "sees the paper can read them.",
    )
    state = fields.Selection(
        const.STATES,
        default=const.DRAFT,
        required=True,
        readonly=True,
        copy=False,
        index=True,
    )
    approved_by_id = fields.Many2one(
        "res.users",
        "Approved by",
        readonly=True,
        copy=False,
        help="The user who last changed the entitlement before the voucher was created. Another "
        "user must issue the voucher.",
    )
    issued_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    date_issued = fields.Datetime(readonly=True, copy=False)
    copy_ids = fields.One2many("g2p.voucher.copy", "voucher_id", "Copies")
    active_copy_id = fields.Many2one("g2p.voucher.copy", readonly=True, copy=False)
    key_id = fields.Many2one(
        related="active_copy_id.key_id",
        string="Key",
        store=True,
        index="btree_not_null",
        help="The key of the active copy.",
    )
    document_id = fields.Many2one(related="active_copy_id.document_id")
    redemption_ids = fields.One2many("g2p.voucher.redemption", "voucher_id")
    event_ids = fields.One2many("g2p.voucher.event", "voucher_id", "History")

    _search_idx = models.Index(trigram("name"))
    _number_unique = models.Constraint(
        "UNIQUE(company_id, name)", "This voucher number already exists."
    )
    _public_id_unique = models.Constraint("UNIQUE(public_id)", "This public ID already exists.")
    _amount_positive = models.Constraint("CHECK(amount > 0)", "The amount must be above zero.")
    _balance = models.Constraint(
        "CHECK(amount_redeemed >= 0 AND amount_redeemed <= amount)",
        "A voucher cannot be redeemed beyond its amount.",
    )
    _one_live = models.UniqueIndex(
        "(entitlement_id) WHERE state NOT IN ('revoked', 'cancelled')",
        "This entitlement already has a voucher.",
    )

    # === COMPUTE === #
    @api.depends("amount", "amount_redeemed")
    def _compute_amount_available(self):
        for voucher in self:
            voucher.amount_available = voucher.amount - (voucher.amount_redeemed or 0)

    # === CRUD === #
    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            vals.update(amount_redeemed=0)
        return super().create(vals_list)

    def write(self, vals):
        if FROZEN & vals.keys() and any(rec.state != const.DRAFT for rec in self):
            raise AccessError(self.env._("An issued voucher cannot be changed."))
        return super().write(vals)

    def _refuse_write(self, names):
        raise AccessError(self.env._("The state of a voucher changes only through its actions."))

    def _kept_sentences(self):
        return {
            "unlink": self.env._("A voucher cannot be deleted: revoke it with a reason instead.")
        }

    # === BUSINESS === #
    @api.model
    def _create_for(self, entitlements):
        """The live voucher of each entitlement, created (to issue) if there is none."""
        missing = entitlements.filtered(lambda entitlement: not entitlement._live_vouchers())
        # sudo: vouchers are created only here; no user has the right to create one
        made_sudo = self.sudo().create(self._prepare_vals_list(missing))
        made_sudo._log_state(False)
        made_sudo._on_prepared()
        vouchers = (entitlement._live_voucher() for entitlement in entitlements)
        return self.browse().union(*(voucher.with_env(self.env) for voucher in vouchers))

    @api.model
    def _prepare_vals_list(self, entitlements):
        """Values of new vouchers, with their numbers."""
        for entitlement in entitlements:
            why = entitlement._why_not_now("prepare")
            if why:
                raise UserError(why)
        terms = entitlements._voucher_terms()
        vals_list = [self._prepare_vals(one, terms[one]) for one in entitlements]
        self._assign_numbers(vals_list)
        return vals_list

    @api.model
    def _assign_numbers(self, vals_list):
        """Add the managers' next numbers to values of new vouchers."""
        by_manager = defaultdict(list)
        for vals in vals_list:
            by_manager[vals["manager_id"]].append(vals)
        # sudo: issuing officers have no rights on managers
        managers_sudo = self.env[const.MANAGER_MODEL].sudo()
        for manager_id, same in by_manager.items():
            numbers = managers_sudo.browse(manager_id)._next_numbers(len(same))
            for vals, number in zip(same, numbers, strict=True):
                vals["name"] = number

    @api.model
    def _prepare_vals(self, entitlement, authority):
        """Values of a new voucher without its number, from its terms."""
        entitlement_sudo = entitlement.sudo()  # sudo: the issuer needs no rights on entitlements
        manager = self._check_manager(entitlement_sudo, authority)
        return {
            "entitlement_id": entitlement.id,
            "program_id": entitlement_sudo.program_id.id,
            "partner_id": entitlement_sudo.partner_id.id,
            "manager_id": manager.id,
            "company_id": authority["company"].id,
            "currency_id": authority["currency"].id,
            "amount": authority["amount"],
            "covers": authority["covers"],
            "approved_by_id": entitlement_sudo.write_uid.id,
        }

    @api.model
    def _check_manager(self, entitlement_sudo, authority):
        """The programme's voucher manager, after a check of company and currency."""
        manager = entitlement_sudo.program_id._voucher_manager()
        problem = False
        if not manager:
            problem = self.env._("its programme has no QR voucher manager")
        elif manager.company_id != authority["company"]:
            problem = self.env._("its company differs from that of the QR voucher manager")
        elif manager.currency_id != authority["currency"]:
            problem = self.env._("its currency differs from that of the QR voucher manager")
        elif not self._is_payable(authority):
            problem = self.env._("its amount has more decimals than its currency")
        elif any(entitlement_sudo.voucher_ids.mapped("amount_redeemed")):
            problem = self.env._("part of it was redeemed with a former voucher")
        if problem:
            raise UserError(
                self.env._(
                    "Entitlement %(code)s cannot have a voucher: %(problem)s.",
                    code=entitlement_sudo.code,
                    problem=problem,
                )
            )
        return manager

    @api.model
    def _is_payable(self, authority):
        """Whether the amount can be paid in its currency without rounding."""
        try:
            money.to_minor(authority["amount"], authority["currency"].decimal_places)
        except ValueError:
            return False
        return True

    def _set_state(self, state, reason=None):
        """Change the state and add a line to the history."""
        vouchers_sudo = self.sudo()  # sudo: users only read vouchers
        formers = vouchers_sudo.grouped("state")
        super(G2PVoucher, vouchers_sudo)._set_state(state)
        for former, group in formers.items():
            group._log_state(former, reason)
        vouchers_sudo.active_copy_id._recompute_status()  # a replaced copy stays revoked

    def _refuse_move(self, state):
        self._refuse_step()

    def _refuse_step(self):
        raise UserError(self._step_refusal())

    def _step_refusal(self):
        """A sentence on why a step is not possible in the voucher's state."""
        return self.env._(
            "This is not possible with voucher %(number)s: its state is “%(state)s”.",
            number=self.name,
            state=self._state_label(),
        )

    def _log_state(self, former, reason=None):
        """Add a line to the history.

        The context's ``voucher_cause`` is the text for the person, one of ``const.CAUSES``.
        """
        cause = self.env.context.get("voucher_cause")
        self.env["g2p.voucher.event"].sudo().create(  # sudo: users only read it
            [
                {
                    "voucher_id": voucher.id,
                    "company_id": voucher.company_id.id,
                    "state_from": former,
                    "state_to": voucher.state,
                    "reason": reason,
                    "cause": cause if cause in dict(const.CAUSES) else False,
                    "user_id": self.env.uid,
                }
                for voucher in self
            ]
        )

    def _lock(self):
        """Lock the rows until the end of the transaction."""
        hold(self)

    # === End === #
    @api.model
    def _live_of_cycles(self, cycles):
        """Vouchers to issue or in use, of entitlements of the cycles."""
        live = [
            ("entitlement_id.cycle_id", "in", cycles.ids),
            ("state", "in", (const.DRAFT, const.ISSUED)),
        ]
        return self.search(live, order="id")

    def _end_with_entitlement(self, state):
        """End the vouchers, which are locked, because of the state of their entitlement."""
        label = label_of(self.entitlement_id[:1], state)
        reason = self.env._("The entitlement was set to “%(state)s”", state=label)
        final = const.EXPIRED if state == const.EXPIRED else const.REVOKED
        for former, vouchers in self.grouped("state").items():
            vouchers._end(const.CANCELLED if former == const.DRAFT else final, reason)

    def _end(self, final, reason):
        """Stop redemptions; the unused amount returns to the fund."""
        self._set_state(final, reason)
        if final != const.EXPIRED:
            self.sudo().copy_ids._revoke(reason)  # sudo: the caller was checked
        self._on_closed(final)

    # === CRON === #
    @api.model
    def _cron_expire(self):
        """Queue the closing of expired vouchers."""
        ended = [("state", "=", const.ISSUED), ("valid_until", "<", fields.Date.today())]
        # sudo: the scheduler acts for all companies
        self.sudo().search(ended, order="id")._defer("_expire")

    @deferrable("upkeep", chunk=200)
    def _expire(self):
        """Close those that have expired at their office."""
        # the search uses the day in UTC: do not lock vouchers still valid at their office
        over = self.filtered(lambda voucher: voucher._is_over())
        over._lock()  # raises if one of them was redeemed since this transaction began
        over = over.filtered(lambda voucher: voucher._is_over())
        if over:
            over._end_by_date()

    def _is_over(self):
        """Whether it has expired and is not closed yet."""
        return self.state == const.ISSUED and self._today() > self.valid_until

    def _end_by_date(self):
        live = steps.ENTITLEMENT["redeem"]
        self.filtered(lambda voucher: voucher.entitlement_id.state in live)._set_entitlement_state(
            "expired"
        )
        self._end(const.EXPIRED, False)

    def _beneficiary_masked(self):
        """The holder's masked name."""
        return masking.mask_name(self.partner_id._name_as_written())

    def _birth_year(self):
        """The holder's year of birth, or 0."""
        born = self.partner_id.birthdate
        return born.year if born else 0

    def _tie_of(self, user):
        """The user's tie to the people whom the vouchers help; False if there is none."""
        return user._tie_to_people(self._identity_partners())

    def _today(self):
        """The date at the issuing office."""
        self.ensure_one()
        return self.company_id._office_day()

    def _zone(self):
        """The time zone of the issuing office."""
        return self.company_id._office_zone()

    def _set_entitlement_state(self, state):
        """Set the state of the entitlement in OpenG2P."""
        # sudo: users who issue, revoke or redeem have no rights on OpenG2P's entitlements
        self.entitlement_id.sudo()._set_state_by_voucher(state)
        self.sudo().active_copy_id._recompute_status()  # sudo: as in _set_state

    # === HOOKS === #
    def _delivery_address(self, channel):
        """The holder's address for messages; empty if there is none.

        :param channel: "email" or "sms"
        """
        holder = self.partner_id
        if channel == "email":
            return holder.email
        # the contact's own field contains all numbers in one line, or none
        numbers = holder.phone_number_ids.filtered(lambda number: not number.disabled)
        return numbers[:1].phone_no or holder.phone

    def _identity(self):
        """The keys of the people whom the vouchers help, like ``res.partner._identity``."""
        return self._identity_partners()._identity()

    def _identity_partners(self):
        """The people whom the vouchers help; addons add the requesters."""
        return self.sudo().partner_id  # sudo: for every user; keys are never shown

    def _on_prepared(self):
        """Called once with new vouchers, to issue."""

    def _on_issued(self):
        """Called once after the voucher was issued."""

    def _on_redeemed(self, redemption):
        """Called for each redemption, inside its transaction."""

    def _on_closed(self, reason):
        """Called once with vouchers that can no longer be redeemed.

        :param reason: the final state of all of them: redeemed, expired, revoked or cancelled;
            `amount_available` is the unused amount
        """

    def _on_freed(self, amounts):
        """Called with closed vouchers of which something was kept for a provider, and is not any
        more.

        :param dict amounts: {voucher: the amount that can no longer be redeemed}
        """

    def _why_not_given_back(self):
        """A sentence on why their holder cannot give them back now; False if they can."""
        return False
