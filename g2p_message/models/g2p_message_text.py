from datetime import date
from itertools import product

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from odoo.addons.g2p_suite_base.tools import moments

from ..tools.placeholders import fill, one_line, problem
from ..tools.segments import segments
from .g2p_message import CHANNELS

#: of the preview
LAST_DAY = date(2026, 12, 31)


class G2PMessageText(models.Model):
    """The office's words about one event by one channel, for all or for a part of its cases."""

    _name = "g2p.message.text"
    _description = "Text of Messages"
    _inherit = ["g2p.company.mixin", "g2p.audit.mixin"]
    _order = "event, channel, id"
    _audit_fields = ("event", "channel", "company_id", "is_on", "subject", "body")

    event = fields.Selection("_select_events", required=True)
    channel = fields.Selection(CHANNELS, required=True, default="email")
    company_id = fields.Many2one(
        "res.company",
        index=True,
        default=lambda self: self.env.company,
        help="Empty: for all companies that have no text of their own.",
    )
    is_on = fields.Boolean(
        "Is sent",
        default=True,
        help="Without it nobody for whom this text is meant gets the message by this channel. To "
        "use the wider text again, delete this one.",
    )
    subject = fields.Char(
        translate=True, help="The subject of the e-mail: neutral, mailboxes are shared."
    )
    body = fields.Text(
        "Words",
        required=True,
        translate=True,
        help="Plain text; an empty line begins a new paragraph. Never write what a case is about: "
        "telephones lie on tables.",
    )
    scope_key = fields.Char(compute="_compute_scope_key", store=True)
    placeholders = fields.Char(compute="_compute_of_event")
    why_fixed = fields.Char(compute="_compute_of_event")
    preview_subject = fields.Char("Subject shown", compute="_compute_preview")
    preview = fields.Text("Shown as", compute="_compute_preview")
    size = fields.Char("Length", compute="_compute_preview")

    _scope_uniq = models.UniqueIndex(
        "(event, channel, scope_key)",
        "There is a text for this event, channel and programme already. Change that one.",
    )

    @api.model
    def _select_events(self):
        return self.env["g2p.message"]._select_events()

    # === COMPUTE === #

    @api.depends(lambda self: self._scope_fields())
    def _compute_scope_key(self):
        for text in self:
            text.scope_key = ",".join(str(text[name].id or 0) for name in self._scope_fields())

    @api.depends("event")
    def _compute_of_event(self):
        events = self.env["g2p.message"]._events()
        for text in self:
            event = events.get(text.event)
            text.placeholders = " ".join(f"{{{name}}}" for name in event.names) if event else ""
            text.why_fixed = event.why_fixed if event else False

    @api.depends("event", "channel", "subject", "body")
    def _compute_preview(self):
        for text in self:
            values = text._sample_values()
            text.preview_subject = one_line(fill(text.subject, values))
            text.preview = fill(text.body, values)
            text.size = text._size()

    def _size(self):
        if self.channel != "sms":
            return False
        characters, count = segments(self.preview or "")
        return self.env._(
            "%(characters)s characters, sent as %(count)s SMS", characters=characters, count=count
        )

    @api.depends("event", "channel")
    def _compute_display_name(self):
        events = self.env["g2p.message"]._events()
        channels = dict(self._fields["channel"]._description_selection(self.env))
        for text in self:
            event = events.get(text.event)
            label = event.label if event else text.event or ""
            text.display_name = f"{label}, {channels.get(text.channel, '')}"

    # === CRUD === #

    def write(self, vals):
        """Check the former event too: a text that becomes another event's leaves a gap."""
        former = self.mapped("event") if "event" in vals else []
        done = super().write(vals)
        self._check_protected(former)
        return done

    # === CHECKS === #

    @api.constrains("event", "channel", "subject", "body", "is_on", "company_id")
    def _check_words(self):
        for text in self:
            text._check_placeholders()
            if text.channel == "email" and not (text.subject or "").strip():
                raise ValidationError(self.env._("Enter the subject of the e-mail."))
            if not (text.body or "").strip():
                raise ValidationError(self.env._("Enter the words of the message."))
        self._check_protected(self.mapped("event"))

    def _check_protected(self, codes):
        """Of events that protect a person, each case has a text that is sent."""
        events = self.env["g2p.message"]._events()
        for code in set(codes):
            if code in events and events[code].is_fixed:
                texts_sudo = self.sudo()._of_event(code)  # sudo: with those of other companies
                texts_sudo._check_heard(texts_sudo)

    def _check_heard(self, told_apart):
        """One of these texts of an event is on by some channel in each scope of the others."""
        for scope in told_apart._scopes():
            closest = [self._closest(scope, channel) for channel, _label in CHANNELS]
            if not any(text.is_on for text in closest):
                silent = self.browse().union(*closest)[:1] or told_apart[:1]
                raise ValidationError(
                    self.env._(
                        "“%(text)s” cannot be switched off, unless it is sent by another channel. "
                        "%(why)s",
                        text=silent.display_name,
                        why=silent.why_fixed,
                    )
                )

    def _scopes(self):
        """The scopes that these texts tell apart: e.g. each company with each programme, since one
        text may be of the company, and another of the programme."""
        names = self._scope_fields()
        ids = ((False, *self[name].ids) for name in names)
        return [dict(zip(names, some, strict=True)) for some in product(*ids)]

    @api.ondelete(at_uninstall=False)
    def _unlink_unless_covered(self):
        """Delete a text only where a wider one takes its place."""
        for event, some in self.grouped("event").items():
            texts_sudo = self.sudo()._of_event(event)  # sudo: with those of other companies
            rest_sudo = texts_sudo - some
            for text in some:
                if not rest_sudo._closest(text._scope(), text.channel):
                    raise UserError(
                        self.env._(
                            "“%(text)s” cannot be deleted: no wider text would take its place. "
                            "Switch it off instead.",
                            text=text.display_name,
                        )
                    )
            if some[:1].why_fixed:
                rest_sudo._check_heard(texts_sudo)

    def _check_placeholders(self):
        names = self.env["g2p.message"]._event(self.event).names
        found = problem(self.subject, names) or problem(self.body, names)
        if found:
            raise ValidationError(
                self.env._(
                    "“%(text)s” cannot contain %(found)s. Allowed are plain words and %(allowed)s.",
                    text=self.display_name,
                    found=found,
                    allowed=self.placeholders,
                )
            )

    def _update_field_translations(self, field_name, translations, *args, **kwargs):
        # Odoo checks only the language of the user
        done = super()._update_field_translations(field_name, translations, *args, **kwargs)
        for lang in translations if field_name in ("subject", "body") else ():
            self.with_context(lang=lang)._check_words()
        return done

    # === BUSINESS === #

    @api.model
    def _of_event(self, code):
        """All texts of an event, with one query."""
        self.flush_model()  # with the scope, whose index would refuse half a change
        return self.search([("event", "=", code)])

    def _for_record(self, record, channel):
        """Of these texts the closest to a record: of its scope and company, then of all; empty
        where there is none."""
        scope = {"company_id": record._message_company().id, **record._message_scope()}
        return self._closest(scope, channel)

    def _scope(self):
        """The ids that limit this text."""
        return {name: self[name].id for name in self._scope_fields()}

    def _closest(self, scope, channel):
        """Of these texts the closest of those that fit a scope; may be empty."""
        fitting = self.filtered(lambda text: text.channel == channel and text._fits(scope))
        return fitting.sorted(lambda text: text._closeness())[-1:]

    def _fits(self, scope):
        return all(
            not self[name] or self[name].id == scope.get(name) for name in self._scope_fields()
        )

    def _closeness(self):
        return [bool(self[name]) for name in reversed(self._scope_fields())]

    # === HOOKS === #

    @api.model
    def _scope_fields(self):
        """Hook: the fields that limit a text, the closest last."""
        return ["company_id"]

    def _sample_values(self):
        """Hook: the values of the preview."""
        company = self.company_id or self.env.company
        return {
            "office": company.name,
            "link": f"{company.get_base_url()}/my",
            "reference": "IA-2026-000123-7",
            "date": moments.day(self.env, LAST_DAY),
            "count": "5",
        }
