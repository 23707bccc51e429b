from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

from odoo.addons.g2p_suite_base.tools import actions

from ..tools.events import Event

CHANNELS = [("sms", "SMS"), ("email", "E-mail")]
WAITING, SENT, RETRYING = "waiting", "sent", "retrying"
UNREACHABLE, SKIPPED, REACHED = "unreachable", "skipped", "reached"
#: rows that the vacuum deletes in one statement
PAGE = 10_000
READERS = "g2p_message.group_message_reader"


class G2PMessage(models.Model):
    """A message about an event, to one person by one channel: whether it arrived.

    Neither text nor address is stored: the text is written from the record when it is sent, in the
    office's words of that moment, to the address that the person has then. Once sent, nothing but
    the fact remains. Only an alert to a former address keeps that until it is sent.
    """

    _name = "g2p.message"
    _description = "Message"
    _inherit = ["g2p.state.mixin", "g2p.kept.mixin", "g2p.deferred.mixin"]
    _order = "id desc"
    _rec_name = "event"
    _log_access = False
    _first_state = WAITING
    _transitions = {
        WAITING: {SENT, RETRYING, UNREACHABLE, SKIPPED},
        RETRYING: {WAITING, SENT, RETRYING, UNREACHABLE, SKIPPED},
        UNREACHABLE: {WAITING, REACHED},
        SENT: {UNREACHABLE},
    }
    _engine_fields = frozenset(
        {"state", "attempts", "error", "not_before", "date_done", "reached_by_id", "mail_ref"}
        | {"to_former", "former_address"}
    )

    event = fields.Selection("_select_events", required=True, readonly=True)
    partner_id = fields.Many2one(
        "res.partner", "Recipient", required=True, readonly=True, index=True, ondelete="cascade"
    )
    channel = fields.Selection(CHANNELS, required=True, readonly=True)
    state = fields.Selection(
        [
            (WAITING, "Waiting"),
            (SENT, "Sent"),
            (RETRYING, "Failed, is retried"),
            (UNREACHABLE, "Could not be reached"),
            (SKIPPED, "Not sent"),
            (REACHED, "Reached another way"),
        ],
        default=WAITING,
        required=True,
        readonly=True,
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True)
    text_id = fields.Many2one("g2p.message.text", readonly=True, index=True, ondelete="set null")
    res_model = fields.Char("Model", required=True, readonly=True)
    res_id = fields.Integer("Record ID", required=True, readonly=True)
    occurrence = fields.Char(
        required=True, readonly=True, help="Tells events of one kind on one record apart."
    )
    lang = fields.Char("Language", readonly=True)
    attempts = fields.Integer(readonly=True)
    error = fields.Char("Reason", readonly=True)
    date = fields.Datetime("Queued on", required=True, readonly=True)
    not_before = fields.Datetime("Not before", readonly=True)
    date_done = fields.Datetime("Ended on", readonly=True)
    reached_by_id = fields.Many2one(
        "res.users", "Reached by", readonly=True, index="btree_not_null", ondelete="set null"
    )
    mail_ref = fields.Char(readonly=True, copy=False, groups=fields.NO_ACCESS)
    number_key = fields.Char(
        readonly=True,
        copy=False,
        groups=fields.NO_ACCESS,
        help="A keyed digest of the number or e-mail address, for a day: so many are sent to it.",
    )

    to_former = fields.Boolean("To a former address", readonly=True)
    former_address = fields.Char(
        readonly=True,
        copy=False,
        groups=fields.NO_ACCESS,
        help="Of an alert to an address that the person no longer has; removed when it is sent.",
    )

    # an event is announced once; the record's messages are found by its first two columns
    _once_uniq = models.UniqueIndex(
        "(res_model, res_id, event, partner_id, channel, occurrence)",
        "This message is already queued.",
    )
    _open_idx = models.Index("(id) WHERE state IN ('waiting', 'retrying')")
    _unreachable_idx = models.Index("(id) WHERE state = 'unreachable'")
    _done_idx = models.Index(
        "(company_id, date_done) WHERE state IN ('sent', 'skipped', 'reached')"
    )
    _number_key_idx = models.Index("(number_key) WHERE number_key IS NOT NULL")
    _mail_ref_idx = models.Index("(mail_ref) WHERE mail_ref IS NOT NULL")

    # === HOOKS === #

    @api.model
    def _events(self):
        """Hook: the `Event` of each code; addons add theirs."""
        return {}

    @api.model
    def _event(self, code) -> Event:
        return self._events()[code]

    @api.model
    def _select_events(self):
        return [(code, event.label) for code, event in self._events().items()]

    # === CRUD === #

    def _kept_sentences(self):
        by_server = self.env._("Messages are queued and sent by the server only.")
        return {"create": by_server, "write": by_server}

    def _refuse_write(self, names):
        raise AccessError(self.env._("Messages are queued and sent by the server only."))

    # === ACTIONS === #

    def action_retry(self):
        """Send messages again that did not arrive."""
        self._check_reader()
        if set(self.mapped("state")) - {UNREACHABLE, RETRYING}:
            raise UserError(self.env._("Only messages that did not arrive can be tried again."))
        messages_sudo = self.sudo()  # sudo: checked above; rows change only through their actions
        messages_sudo._reroute()
        messages_sudo._set_state(WAITING, attempts=0, error=False, not_before=False)
        messages_sudo._defer("_send_due")
        return actions.notify(
            self.env._("Queued again: %(count)s. Reload the list in a minute.", count=len(self)),
            next=actions.reload(),
        )

    def action_reached(self):
        """End messages whose recipients the office has reached in another way."""
        self._check_reader()
        if set(self.mapped("state")) - {UNREACHABLE}:
            raise UserError(self.env._("Only messages that could not be delivered end this way."))
        messages_sudo = self.sudo()  # sudo: checked above; rows change only through their actions
        now, by = fields.Datetime.now(), self.env.user
        messages_sudo._set_state(REACHED, date_done=now, reached_by_id=by.id)
        return actions.reload()

    def action_open_record(self):
        """Open the case, voucher, claim or provider that the message is about."""
        self.ensure_one()
        self._check_reader()
        return actions.form(self.res_model, self.res_id)

    def _check_reader(self):
        if not self.env.user.has_group(READERS):
            raise AccessError(self.env._("You need the role “Messages: reader”."))
        self.check_access("read")

    # === CRON === #

    @api.autovacuum
    def _gc_messages(self):
        """Delete what ended long ago; those that did not arrive stay for the office."""
        # sudo: the scheduler acts for all companies
        companies_sudo = self.env["res.company"].sudo().with_context(active_test=False)
        for company_sudo in companies_sudo.search([]):
            company_sudo._delete_old_messages(PAGE)
        self._forget_numbers()

    @api.model
    def _delete_before(self, company, moment, page):
        """Delete finished rows of a company, at most so many; return their number."""
        self.flush_model()
        self.env.cr.execute(
            SQL(
                """
                DELETE FROM g2p_message WHERE id IN (
                    SELECT id FROM g2p_message
                    WHERE company_id = %s AND state IN ('sent', 'skipped', 'reached')
                    AND date_done < %s
                    ORDER BY date_done LIMIT %s
                )
                """,
                company.id,
                moment,
                page,
            )
        )
        return self.env.cr.rowcount
