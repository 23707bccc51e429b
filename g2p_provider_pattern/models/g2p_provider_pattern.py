from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import SQL

from odoo.addons.g2p_suite_base.tools import actions, reasons
from odoo.addons.g2p_suite_base.tools.rows import hold

from ..const import KINDS, LONGEST, SHARED, WORSE
from ..tools import unusual

STATES = [("open", "Open"), ("dismissed", "Dismissed"), ("confirmed", "Confirmed")]
#: action of a judgement: the state that follows
NEXT = {"dismiss": "dismissed", "confirm": "confirmed", "reopen": "open"}


class G2PProviderPattern(models.Model):
    """Something unusual about providers, as figures with their records, for a person to judge.

    The nightly search writes it and people judge it. It decides nothing: no redemption, claim or
    payment asks for it.
    """

    _name = "g2p.provider.pattern"
    _description = "Pattern of Providers"
    _inherit = ["g2p.state.mixin", "g2p.kept.mixin"]
    _order = "is_current desc, date_last desc, id desc"
    _rec_name = "kind"
    _first_state = "open"
    _transitions = {
        "open": {"dismissed", "confirmed"},
        "dismissed": {"open"},
        "confirmed": {"open"},
    }

    kind = fields.Selection(KINDS, required=True, readonly=True, index=True)
    key = fields.Char(
        required=True, readonly=True, help="What makes two findings the same pattern."
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    program_id = fields.Many2one("g2p.program", "Programme", readonly=True, ondelete="restrict")
    provider_ids = fields.Many2many("g2p.service.provider", string="Providers", readonly=True)
    redemption_ids = fields.Many2many("g2p.voucher.redemption", string="Redemptions", readonly=True)
    claim_ids = fields.Many2many(
        "g2p.reimbursement.claim",
        string="Claims",
        readonly=True,
        groups="g2p_reimbursement.group_reimbursement_auditor,"
        "g2p_reimbursement.group_reimbursement_officer,"
        "g2p_reimbursement.group_reimbursement_cashier",
    )
    record_count = fields.Integer(
        "Records", readonly=True, aggregator=None, help="The newest 500 at most."
    )
    facts = fields.Json(readonly=True)
    level = fields.Float(
        "Height",
        readonly=True,
        aggregator=None,
        help="A share, a multiple of the usual amount, or the number of providers.",
    )
    figure = fields.Char(compute="_compute_words")
    explanation = fields.Text(compute="_compute_words")
    return_rule = fields.Char("Comes back", compute="_compute_words")
    date_first = fields.Datetime("First seen", readonly=True)
    date_last = fields.Datetime("Last seen", readonly=True)
    is_current = fields.Boolean(
        "Still holds", readonly=True, help="The latest nightly search found it."
    )
    state = fields.Selection(
        STATES, default="open", required=True, readonly=True, copy=False, index=True
    )
    judged_facts = fields.Json(readonly=True)
    judged_level = fields.Float(readonly=True, aggregator=None)
    date_judged = fields.Datetime("Judged", readonly=True)
    judgement_ids = fields.One2many("g2p.provider.pattern.judgement", "pattern_id", "Judgements")
    why_not_judge = fields.Char(compute="_compute_why_not_judge")

    _once = models.Constraint("UNIQUE(company_id, kind, key)", "This pattern already exists.")

    # === COMPUTE === #

    @api.depends("kind", "provider_ids")
    @api.depends_context("lang")
    def _compute_display_name(self):
        labels = dict(self._fields["kind"]._description_selection(self.env))
        for pattern in self:
            names = pattern.provider_ids[:3].mapped("name")
            pattern.display_name = f"{labels.get(pattern.kind)}: {', '.join(names)}"

    @api.depends_context("uid")
    def _compute_why_not_judge(self):
        for pattern in self:
            pattern.why_not_judge = pattern._why_not_judge(self.env.user)

    # === CRUD: the search and the judgements write, under sudo === #

    def _kept_sentences(self):
        return {
            "create": self.env._("Patterns are written by the nightly search only."),
            "write": self.env._("A pattern changes through its buttons only."),
            "unlink": self.env._("A pattern cannot be deleted: dismiss it with a reason."),
        }

    def _refuse_write(self, names):
        raise AccessError(self._kept_sentences()["write"])

    # === ACTIONS === #

    def action_dismiss(self, reason):
        """Take the pattern from the list, with a reason that is kept."""
        return self._judge("dismiss", reason)

    def action_confirm(self, reason):
        """Note that the pattern is a real matter; whatever follows is done elsewhere."""
        return self._judge("confirm", reason)

    def action_reopen(self, reason):
        """Put a judged pattern back on the list."""
        return self._judge("reopen", reason)

    def action_open_records(self):
        """Open the redemptions, claims or providers on which the figure rests."""
        self.ensure_one()
        self.check_access("read")
        name = self._records_field()
        model = self._fields[name].comodel_name
        if not self.env[model].has_access("read"):
            raise AccessError(
                self.env._(
                    "The records of this pattern are claims, which your roles do not include: ask "
                    "an auditor of reimbursement."
                )
            )
        title = self._fields[name]._description_string(self.env)
        return actions.listing(title, model, [("id", "in", self[name].ids)])

    def _records_field(self):
        """The field of the records of this kind."""
        if self.kind in SHARED:
            return "provider_ids"
        return "claim_ids" if self.kind == "rejected" else "redemption_ids"

    # === BUSINESS: judging === #

    def _judge(self, action, reason):
        """Move to the state of a judgement and keep who, when and why."""
        self.ensure_one()
        self.check_access("read")
        why_not = self._why_not_judge(self.env.user)
        if why_not:
            raise AccessError(why_not)
        missing = self.env._("Enter a reason; it is stored with the pattern.")
        reason = reasons.read(self.env, reason, missing)
        pattern_sudo = self.sudo()  # sudo: users only read patterns; the checks are above
        hold(pattern_sudo)
        pattern_sudo._set_state(
            NEXT[action],
            judged_facts=pattern_sudo.facts,
            judged_level=pattern_sudo.level,
            date_judged=fields.Datetime.now(),
        )
        pattern_sudo._log(action, reason=reason)
        return True

    def _log(self, action, **values):
        """Add a judgement to each of these patterns."""
        self.env["g2p.provider.pattern.judgement"].create(
            [
                {
                    "pattern_id": pattern.id,
                    "action": action,
                    "user_id": self.env.uid,
                    "facts": pattern.facts,
                    **values,
                }
                for pattern in self
            ]
        )

    # === BUSINESS: what the search found === #

    @api.model
    def _keep_found(self, threshold, found):
        """Write what the search found for a threshold: new patterns, new figures of known ones, and
        those that no longer hold.

        :param list found: dicts with ``key``, ``providers`` (ids), ``level``, ``facts`` and perhaps
            ``program_id``, ``currency_id``, ``redemptions`` and ``claims`` (ids)
        """
        same = [("company_id", "=", threshold.company_id.id), ("kind", "=", threshold.kind)]
        known, now = self.search(same), fields.Datetime.now()
        by_key = {one["key"]: self._prepare_vals(one, now) for one in found}
        again = known.filtered(lambda pattern: pattern.key in by_key)
        for pattern in again:  # flushed together
            pattern.write(by_key[pattern.key])
        (known - again).filtered("is_current").write({"is_current": False})
        missing = by_key.keys() - set(again.mapped("key"))
        fixed = {"kind": threshold.kind, "company_id": threshold.company_id.id, "date_first": now}
        fresh = self.create([{**by_key[key], **fixed, "key": key} for key in sorted(missing)])
        patterns = (again | fresh).grouped("key")
        self._relink({patterns[one["key"]]: one for one in found})
        again._return_changed()

    @api.model
    def _prepare_vals(self, one, now):
        """Values of a pattern, new or known, from what the search found."""
        records = one.get("redemptions") or one.get("claims") or one["providers"]
        return {
            "program_id": one.get("program_id"),
            "currency_id": one.get("currency_id"),
            "facts": one["facts"],
            "level": one["level"],
            "record_count": len(records),
            "date_last": now,
            "is_current": True,
        }

    @api.model
    def _relink(self, found):
        """Replace the records of these patterns, two statements for each kind of record.

        :param dict found: {pattern: what the search found}
        """
        ids = [pattern.id for pattern in found]
        for name in ("provider_ids", "redemption_ids", "claim_ids"):
            field, kind = self._fields[name], f"{name.split('_')[0]}s"
            links = [(at.id, to) for at, one in found.items() for to in one.get(kind) or ()]
            names = {
                "table": SQL.identifier(field.relation),
                "pattern": SQL.identifier(field.column1),
                "record": SQL.identifier(field.column2),
            }
            self.env.cr.execute(
                SQL("DELETE FROM %(table)s WHERE %(pattern)s = ANY(%(ids)s)", ids=ids, **names)
            )
            self.env.cr.execute(
                SQL(
                    "INSERT INTO %(table)s (%(pattern)s, %(record)s)"
                    " SELECT * FROM unnest(%(ids)s::int[], %(others)s::int[])",
                    ids=[pattern_id for pattern_id, _other in links],
                    others=[other for _pattern, other in links],
                    **names,
                )
            )
        self.invalidate_model(["provider_ids", "redemption_ids", "claim_ids"], flush=False)

    def _return_changed(self):
        """Open those of the dismissed patterns that are clearly worse, or rest on other records."""
        causes = {pattern: pattern._return_cause() for pattern in self}
        for cause in ("worse", "changed"):
            back = self.filtered(lambda pattern, cause=cause: causes[pattern] == cause)
            if back:
                back._set_state("open")
                back._log("return", cause=cause)

    def _return_cause(self):
        """Why a dismissed pattern comes back; False if it does not."""
        if self.state != "dismissed":
            return False
        if self.kind in SHARED:
            return "changed" if self._is_wider() else False
        if unusual.is_worse(self.level, self.judged_level, WORSE):
            return "worse"
        is_long_ago = self.date_judged < self.date_last - timedelta(days=LONGEST)
        return "changed" if is_long_ago else False

    def _is_wider(self):
        """Whether other providers joined, or they share more than when it was dismissed."""
        now, then = self.facts, self.judged_facts
        return bool(set(now["providers"]) - set(then["providers"])) or any(
            count > then["shared"].get(what, 0) for what, count in now["shared"].items()
        )
