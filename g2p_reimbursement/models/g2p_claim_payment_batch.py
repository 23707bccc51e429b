from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

from odoo.addons.g2p_suite_base.tools import actions, moments
from odoo.addons.g2p_suite_base.tools.plain_text import one_line

from ..tools.invoice import invoice_key
from ..tools.payment_file import CsvPaymentFile

CASHIER = "group_reimbursement_cashier"


class G2PClaimPaymentBatch(models.Model):
    """Payments of approved claims in one payment file."""

    _name = "g2p.claim.payment.batch"
    _description = "Claim payment batch"
    _inherit = [
        "g2p.reimbursement.state.mixin",
        "g2p.closed.thread",
        "mail.activity.mixin",
    ]
    _order = "id desc"

    _transitions = {
        "draft": {"exported", "cancelled"},
        "exported": {"paid", "cancelled"},
    }
    _engine_fields = frozenset(
        {
            "state",
            "name",
            "document_id",
            "date_exported",
            "exported_by_id",
            "date_paid",
            "reference",
        }
    )

    name = fields.Char("Number", required=True, readonly=True, copy=False)
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True)
    currency_id = fields.Many2one("res.currency", required=True, readonly=True)
    maker_id = fields.Many2one("res.users", "Prepared by", required=True, readonly=True)
    payment_ids = fields.One2many("g2p.claim.payment", "batch_id", readonly=True)
    payment_count = fields.Integer(compute="_compute_amount_total", store=True)
    amount_total = fields.Monetary(compute="_compute_amount_total", store=True)
    document_id = fields.Many2one("g2p.document", "Payment file", readonly=True)
    date_exported = fields.Datetime(readonly=True)
    exported_by_id = fields.Many2one("res.users", readonly=True)
    date_paid = fields.Date("Paid on", readonly=True)
    reference = fields.Char("Bank reference", readonly=True, copy=False)
    reference_key = fields.Char(compute="_compute_reference_key", store=True)
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("exported", "Payment file created"),
            ("paid", "Paid"),
            ("cancelled", "Cancelled"),
        ],
        required=True,
        readonly=True,
        default="draft",
        copy=False,
        index=True,
    )

    _reference_once = models.UniqueIndex(
        "(company_id, reference_key) WHERE reference_key IS NOT NULL",
        "Another batch already has this bank reference.",
    )

    # === COMPUTE === #

    @api.depends("reference")
    def _compute_reference_key(self):
        """A normal form, equal for references that people read as the same."""
        for batch in self:
            batch.reference_key = invoice_key(batch.reference) or False

    @api.depends("payment_ids.amount", "payment_ids.state")
    def _compute_amount_total(self):
        # summed by the database: a batch may have thousands
        rows = self.env["g2p.claim.payment"]._read_group(
            [("batch_id", "in", self.ids)], ["batch_id", "state"], ["amount:sum", "__count"]
        )
        sums = defaultdict(lambda: (0.0, 0))
        for batch, state, amount, count in rows:
            key = (batch.id, state == "cancelled")
            total, number = sums[key]
            sums[key] = (total + amount, number + count)
        for batch in self:
            ident = batch._origin.id
            # of a cancelled batch: its former total
            live = sums[ident, False]
            batch.amount_total, batch.payment_count = live if live[1] else sums[ident, True]

    def _payments(self, *states):
        """The payments of this batch in these states; only ids, there may be thousands."""
        mine = [("batch_id", "=", self.id), ("state", "in", states)]
        return self.env["g2p.claim.payment"].search(mine)

    def _claims_of(self, payments):
        """The claims of these payments, only their ids."""
        found = self.env["g2p.reimbursement.claim"]
        return found.search([("payment_ids", "in", payments.ids)], order="id")

    # === ACTIONS === #

    @api.model
    def action_build(self, claim_ids):
        """Create a batch of approved claims, given by ids, and return it (cashier).

        Claims that the caller may not pay are left out, for another cashier.
        """
        self._check_group(CASHIER)
        claims = self.env["g2p.reimbursement.claim"].browse(claim_ids).exists()
        for some in claims._in_chunks():
            some.check_access("read")
        claims_sudo = claims.sudo()  # sudo: cashiers read claims, only the engine writes
        claims_sudo._lock()
        self._check_claims(claims_sudo)
        claims_sudo, left = claims_sudo._split_payable_by(self.env.user)
        claims_sudo, held = claims_sudo._split_held()
        # alone, so that the others are not prefetched
        first_sudo = claims_sudo.browse(claims_sudo.ids[:1])
        batch_sudo = self.sudo().create(  # sudo: only the engine writes batches
            {
                "company_id": first_sudo.company_id.id,
                "currency_id": first_sudo.currency_id.id,
                "maker_id": self.env.uid,
            }
        )
        for some_sudo in claims_sudo._in_chunks():
            batch_sudo._add(some_sudo)
        batch_sudo._log_left(left)
        batch_sudo._log_held(held)
        return batch_sudo.sudo(False)

    def action_export(self):
        """Create the payment file, after verifying each approval again (cashier).

        Claims that the caller may not pay leave the batch, for another cashier.
        """
        batch_sudo = self._open_for_cashier("draft")
        batch_sudo._drop_unpayable()
        payments = batch_sudo._payments("draft")
        document = batch_sudo._store_file(self._get_payment_file(), payments)
        batch_sudo._set_state(
            "exported",
            document_id=document.id,
            date_exported=fields.Datetime.now(),
            exported_by_id=self.env.uid,
        )
        for some in payments._in_chunks():
            some._set_state("exported")
        return True

    def action_mark_paid(self, reference, date_paid=None):
        """Record that the bank paid the batch, with its reference (cashier).

        Payments that the caller may not pay stay open in the batch, for another cashier.
        """
        batch_sudo = self._open_for_cashier("exported")
        reference = batch_sudo._check_reference(reference)
        date_paid = batch_sudo._check_date_paid(date_paid)
        waiting = batch_sudo._payments("exported")
        claims_sudo, left = batch_sudo._claims_of(waiting)._split_payable_by(self.env.user)
        claims_sudo._lock()
        paid = waiting.search([("id", "in", waiting.ids), ("claim_id", "in", claims_sudo.ids)])
        for some in paid._in_chunks():
            some._set_state("paid", paid_by_id=self.env.uid)
            some.claim_id._set_state("paid", date_paid=date_paid, payment_reference=reference)
        if left:
            # no other batch may use the reference with which a part of this one was paid
            batch_sudo._write_engine({"reference": reference})
        else:
            batch_sudo._set_state("paid", date_paid=date_paid, reference=reference)
        batch_sudo._log_left(left)
        return True

    def action_cancel(self):
        """Cancel the batch, so that its claims can be paid in another one (cashier).

        An existing file may already be at the bank: then a cashier who did not create it must
        confirm that it was not paid.
        """
        batch_sudo = self._open_for_cashier("draft", "exported")
        if batch_sudo.exported_by_id == self.env.user:
            raise AccessError(
                self.env._(
                    "You created the payment file of batch %(batch)s. Another cashier must "
                    "confirm that the bank did not pay it.",
                    batch=self.name,
                )
            )
        batch_sudo._check_unpaid()
        live = batch_sudo._payments("draft", "exported")
        batch_sudo._set_state("cancelled")
        live._cancel()
        batch_sudo.message_post(body=self.env._("Cancelled before payment."))
        return True

    def action_open_mark_paid(self):
        """Open a dialog for the bank's reference and the day of payment."""
        self.ensure_one()
        title = self.env._("Mark as paid")
        return actions.dialog(title, "g2p.claim.payment.confirm", batch_id=self.id)

    def action_download(self):
        """Open the payment file from the document store."""
        self.ensure_one()
        self.check_access("read")
        return actions.address(self.document_id._url())

    # === HELPERS === #

    def _open_for_cashier(self, *states):
        """Return the batch under sudo, locked, in one of ``states``."""
        self.ensure_one()
        self._check_group(CASHIER)
        self.check_access("read")
        batch_sudo = self.sudo()  # sudo: cashiers read batches, only the engine writes
        batch_sudo._lock()
        if batch_sudo.state not in states:
            labels = dict(self._fields["state"]._description_selection(self.env))
            raise UserError(
                self.env._(
                    "Batch %(batch)s is already “%(state)s”. Reload the page.",
                    batch=batch_sudo.name,
                    state=labels[batch_sudo.state],
                )
            )
        return batch_sudo

    def _check_claims(self, claims):
        monies = set()
        for some in claims._in_chunks():
            self._check_not_in_payment(some)
            monies.update((claim.company_id.id, claim.currency_id.id) for claim in some)
        if len(monies) != 1:
            raise UserError(self.env._("Choose approved claims of one company and one currency."))

    def _check_not_in_payment(self, claims):
        for claim in claims:
            if claim.state in ("in_payment", "paid"):
                raise UserError(
                    self.env._(
                        "Claim %(claim)s is already in batch %(batch)s. It cannot be paid twice.",
                        claim=claim.name,
                        batch=claim.payment_id.batch_id.name,
                    )
                )
            if claim.state != "approved":
                raise UserError(
                    self.env._(
                        "Claim %(claim)s is not approved. Choose approved claims.",
                        claim=claim.name,
                    )
                )

    def _add(self, claims):
        """Add approved claims to the batch."""
        vals_by_claim = claims._prepare_payment_vals_each()
        self.env["g2p.claim.payment"].create(
            [{**vals, "batch_id": self.id} for vals in vals_by_claim.values()]
        )
        claims._set_state("in_payment")

    def _drop_unpayable(self):
        """Remove the payments that the caller may not pay, or nobody now, so that the others can
        proceed."""
        payments = self._payments("draft")
        claims, left = self._claims_of(payments)._split_payable_by(self.env.user)
        _claims, held = claims._split_held()
        gone = left.ids + held.ids
        if gone:
            payments.search([("id", "in", payments.ids), ("claim_id", "in", gone)])._cancel()
        self._log_left(left)
        self._log_held(held)

    def _log_left(self, claims):
        """Log the claims that wait for another cashier; not the reason, which is private."""
        if claims:
            body = self.env._(
                "These claims are waiting for another cashier: %(claims)s",
                claims=", ".join(claims.mapped("name")),
            )
            self.message_post(body=body)

    def _log_held(self, claims):
        """Log the claims whose provider cannot be paid now."""
        if claims:
            body = self.env._(
                "These claims are left out until the bank account of their provider is confirmed: "
                "%(claims)s",
                claims=", ".join(claims.mapped("name")),
            )
            self.message_post(body=body)

    def _check_unpaid(self):
        if self._payments("paid"):
            raise UserError(
                self.env._(
                    "Part of batch %(batch)s is already marked as paid. Another cashier must mark "
                    "the rest.",
                    batch=self.name,
                )
            )

    def _check_reference(self, reference):
        """Return the normalised bank reference, which must be unique for each transfer."""
        reference = one_line(reference) if isinstance(reference, str) else ""
        key = invoice_key(reference)
        if not key:
            raise ValidationError(
                self.env._("Enter the bank's reference, so that the provider can find the payment.")
            )
        why = self.env["g2p.payment.text"]._why_not(reference)
        if why:
            raise ValidationError(
                self.env._(
                    "The bank's reference “%(reference)s” cannot be correct: %(why)s. Enter it as "
                    "on the bank's statement.",
                    reference=reference,
                    why=why,
                )
            )
        self._check_one_transfer(key)
        used = [
            ("company_id", "=", self.company_id.id),
            ("reference_key", "=", key),
            ("id", "!=", self.id),  # a part of this batch may already be paid with it
        ]
        former = self.search(used, limit=1)
        if former:
            raise ValidationError(
                self.env._(
                    "Batch %(batch)s already has the bank reference %(reference)s. Check the "
                    "bank's statement again: each transfer has its own reference.",
                    reference=reference,
                    batch=former.name,
                )
            )
        return reference

    def _check_one_transfer(self, key):
        """Refuse another reference for the rest of a batch than for its paid part.

        Otherwise the former one would be free again, and another batch could be marked as paid with
        it.
        """
        if self.reference_key and self.reference_key != key:
            raise ValidationError(
                self.env._(
                    "A part of batch %(batch)s is already marked as paid with reference "
                    "%(former)s. One payment file is one transfer: enter the same reference for "
                    "the rest.",
                    batch=self.name,
                    former=self.reference,
                )
            )

    def _check_date_paid(self, date_paid):
        """Return the day of payment at the office, not before the file was created."""
        try:
            date_paid = fields.Date.to_date(date_paid or None)
        except (AttributeError, TypeError, ValueError):
            raise ValidationError(self.env._("Enter the day of payment as 2026-02-28.")) from None
        first = self.company_id._office_day(self.date_exported)
        today = self.company_id._office_day()
        if date_paid and not first <= date_paid <= today:
            raise ValidationError(
                self.env._(
                    "Batch %(batch)s cannot have been paid on %(day)s: its file was created on "
                    "%(first)s, and today is %(today)s. Check the bank's statement again.",
                    batch=self.name,
                    day=moments.day(self.env, date_paid),
                    first=moments.day(self.env, first),
                    today=moments.day(self.env, today),
                )
            )
        return date_paid or today

    def _get_payment_file(self):
        """Return the format of the payment file; a hook for other banks."""
        return CsvPaymentFile()

    def _store_file(self, payment_file, payments):
        content = payment_file.render(payments._rows_for(payment_file))
        return self.env["g2p.document"]._store(
            self,
            f"{self.name}.{payment_file.extension}",
            content,
            "payment_file",
        )
