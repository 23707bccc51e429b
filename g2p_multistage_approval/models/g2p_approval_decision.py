import secrets

from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.g2p_suite_base.tools import typed

from ..tools import chain

#: actions that count as judging a case: nobody judges it twice
VERDICTS = ("approve", "reject", "override_ask", "override")
#: free texts; the chain contains their salted digest
TEXTS = ("reason", "public_text", "hindrances")


class G2PApprovalDecision(models.Model):
    """An action of an officer (or the engine) in a case: append-only, hash-chained per request."""

    _name = "g2p.approval.decision"
    _description = "Approval Decision"
    _inherit = "g2p.append.only.mixin"
    _order = "id desc"
    _rec_name = "action"

    request_id = fields.Many2one(
        "g2p.approval.request", required=True, readonly=True, index=True, ondelete="restrict"
    )
    step_id = fields.Many2one("g2p.approval.step", readonly=True, index=True, ondelete="restrict")
    step_name = fields.Char(related="step_id.name", string="Stage")
    user_id = fields.Many2one("res.users", "By", required=True, readonly=True, ondelete="restrict")
    successor_id = fields.Many2one("res.users", "Reassigned to", readonly=True, ondelete="restrict")
    verdict = fields.Selection(
        [("approve", "Approve"), ("reject", "Reject")],
        readonly=True,
        help="The verdict of an override.",
    )
    in_bulk = fields.Boolean(readonly=True, help="Decided together with others from a list.")
    needs_second = fields.Boolean(
        "Needs a second officer", readonly=True, help="The case may concern the officer who acted."
    )
    on_behalf_id = fields.Many2one("res.users", "On behalf of", readonly=True, ondelete="restrict")
    chosen_by_id = fields.Many2one(
        "res.users",
        "Substitute chosen by",
        readonly=True,
        ondelete="restrict",
        help="The user who entered the absence, if not the absent officer.",
    )
    action = fields.Selection(
        [
            ("submit", "Submitted"),
            ("approve", "Approved"),
            ("reject", "Rejected"),
            ("return", "Information requested"),
            ("reassign", "Reassigned"),
            ("escalate", "Escalated"),
            ("cancel", "Withdrawn"),
            ("amend", "Completed by an officer"),
            ("judge", "Document accepted or refused"),
            ("choose", "Another procedure chosen"),
            ("override_ask", "Override requested"),
            ("override", "Overridden"),
            ("review", "Reviewed afterwards"),
        ],
        required=True,
        readonly=True,
    )
    reason_id = fields.Many2one("g2p.approval.reason", readonly=True, ondelete="restrict")
    reason = fields.Text("Internal note", readonly=True)
    public_text = fields.Text("Text for or from the person", readonly=True)
    hindrances = fields.Text(
        "Why no officer could decide",
        readonly=True,
        help="Found by the engine: a line for each officer, by number.",
    )
    company_id = fields.Many2one(related="request_id.company_id", store=True)
    currency_id = fields.Many2one("res.currency", required=True, readonly=True)
    amount = fields.Monetary(readonly=True, help="The amount granted by this approval.")
    digest = fields.Char(readonly=True, help="Digest of the content that was decided.")
    date = fields.Datetime(required=True, readonly=True)
    text_salt = fields.Char(readonly=True, groups="base.group_no_one")
    text_digest = fields.Char(readonly=True)
    previous_hash = fields.Char(readonly=True)
    hash = fields.Char(required=True, readonly=True)

    _verdict_uniq = models.UniqueIndex(
        "(step_id, user_id) WHERE action IN ('approve', 'reject')",
        "You have already decided this step.",
    )

    def _kept_sentences(self):
        return {
            "create": self.env._("Decisions are made on their step."),
            "write": self.env._("Decisions cannot be changed."),
            "unlink": self.env._("Decisions cannot be deleted."),
        }

    def _verdicts_of(self, user):
        """The decisions in which the user, or their substitute, judged the case."""
        return self.filtered(
            lambda d: user in (d.user_id | d.on_behalf_id) and d.action in VERDICTS and d.step_id
        )

    def _reassigned_by(self, user):
        """The decisions by which the user, or a manager for them, reassigned the user's part."""
        return self.filtered(
            lambda d: d.action == "reassign" and user in (d.user_id | d.on_behalf_id)
        )

    def _effect(self):
        """The effect on the case: the action, or for an override its verdict."""
        self.ensure_one()
        return self.verdict if self.action == "override" else self.action

    @api.model
    def _append(self, request, action, step=None, **values):
        """Add a row to the request's chain; the caller holds the request's lock."""
        last = request.decision_ids.sorted("id")[-1:]
        salt = secrets.token_hex(8)
        texts = self._read_texts(values)
        reason_id = values.get("reason_id")
        vals = {
            "request_id": request.id,
            "step_id": step.id if step else False,
            "user_id": self.env.uid,
            "on_behalf_id": values.get("on_behalf_id"),
            "chosen_by_id": values.get("chosen_by_id"),
            "successor_id": values.get("successor_id"),
            "action": action,
            "verdict": values.get("verdict"),
            "in_bulk": values.get("in_bulk", False),
            "needs_second": values.get("needs_second", False),
            "reason_id": reason_id.id if reason_id else False,
            **dict(zip(TEXTS, texts, strict=True)),
            "company_id": request.company_id.id,
            "currency_id": request.currency_id.id,
            "amount": values.get("amount", 0.0),
            "digest": values.get("digest") or request.digest,
            "date": fields.Datetime.now(),
            "text_salt": salt,
            "text_digest": self._digest_of_texts(salt, texts),
            "previous_hash": last.hash or "",
        }
        vals["hash"] = self.new(vals)._compute_hash()
        return self.create(vals)

    def _read_texts(self, values):
        texts = [typed.stored(values.get(name)) or None for name in TEXTS]
        if any(len(text or "") > typed.LONGEST_NOTE for text in texts[:2]):
            most = typed.LONGEST_NOTE
            raise UserError(self.env._("A text has at most %(most)s characters.", most=most))
        return texts

    def _compute_hash(self):
        """Hash of this row, chained to the previous one."""
        row = {
            "request": self.request_id._origin.id or self.request_id.id,
            "step": self.step_id._origin.id or False,
            "user": self.user_id._origin.id,
            "on_behalf": self.on_behalf_id._origin.id or False,
            "successor": self.successor_id._origin.id or False,
            "action": self.action,
            "verdict": self.verdict or False,
            "in_bulk": self.in_bulk,
            "reason": self.reason_id._origin.id or False,
            "amount": f"{self.amount or 0:.{self.currency_id.decimal_places}f}",
            "currency": self.currency_id.name,
            "digest": self.digest,
            "date": fields.Datetime.to_string(self.date),
            "text": self.text_digest,
        }
        # columns added later are included only if set: the hashes of earlier rows stay valid
        if self.needs_second:
            row["needs_second"] = True
        if self.chosen_by_id:
            row["chosen_by"] = self.chosen_by_id._origin.id
        return chain.link(self.previous_hash or "", row)

    @api.model
    def _digest_of_texts(self, salt, texts):
        """Salted digest of the free texts; an empty third text is left out, as in earlier rows."""
        kept = texts if texts[-1] else texts[:-1]
        return chain.text_digest(salt, *kept)

    def _hash_fits(self):
        """Whether the row, and its texts unless erased, are unchanged."""
        decision_sudo = self.sudo()  # sudo: users cannot read the salt
        if decision_sudo.text_salt:
            texts = [decision_sudo[name] for name in TEXTS]
            digest = self._digest_of_texts(decision_sudo.text_salt, texts)
            if digest != decision_sudo.text_digest:
                return False
        return decision_sudo._compute_hash() == decision_sudo.hash

    def _erase_texts(self):
        """Erase free texts (a person's right); the chain keeps their salted digest."""
        self.check_access("read")
        erased = dict.fromkeys((*TEXTS, "text_salt"), False)
        # sudo: the only change that a decision knows; the caller has checked the right to erase
        models.Model.write(self.sudo(), erased)
