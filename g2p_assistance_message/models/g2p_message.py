from dataclasses import replace

from odoo import api, models

from odoo.addons.g2p_message.tools.events import Event

#: who gets a message: keys of `res.users._message_audiences()`
PERSON, PROVIDER, OFFICER = "person", "provider", "officer"


class G2PMessage(models.Model):
    """The events of cases, vouchers and claims."""

    _inherit = "g2p.message"

    @api.model
    def _events(self):
        groups = (
            super()._events(),
            self._events_of_cases(),
            self._events_of_accounts(),
            self._events_of_vouchers(),
            self._events_of_providers(),
            self._events_of_officers(),
        )
        return {code: event for group in groups for code, event in group.items()}

    @api.model
    def _events_of_cases(self):
        _ = self.env._
        reference, dated = ("reference",), ("reference", "date")
        decided = _("A time to act begins with it.")
        undone = _("It cannot be undone.")
        return _by_code(
            PERSON,
            Event("received", _("Application received"), dated),
            Event("answer_received", _("Answer received"), reference),
            Event("question", _("Question asked"), reference, _("The case waits for the answer.")),
            Event("question_reminder", _("Reminder of an open question"), reference),
            Event("granted", _("Decision: granted"), reference, decided),
            Event("rejected", _("Decision: rejected"), reference, decided),
            Event("withdrawn", _("Application withdrawn"), reference, undone, by_person=True),
            Event("appeal_received", _("Appeal received"), reference),
            Event("appeal_decided", _("Appeal decided"), reference, decided),
            Event("appeal_withdrawn", _("Appeal withdrawn"), reference, undone, by_person=True),
        )

    @api.model
    def _events_of_accounts(self):
        label, theft = (
            self.env._("Address of your account changed"),
            self.env._("It would reveal a theft."),
        )
        return _by_code(
            PERSON,
            Event("address_changed", label, (), theft, warns=True, for_former=True),
        )

    @api.model
    def _events_of_vouchers(self):
        _ = self.env._
        reference, dated = ("reference",), ("reference", "date")
        theft = _("It would reveal a theft.")
        ends = _("The voucher would be refused at the counter.")
        return _by_code(
            PERSON,
            Event("voucher_ready", _("Voucher issued"), dated),
            Event("voucher_replaced", _("Voucher replaced"), reference, theft, warns=True),
            Event("voucher_revoked", _("Voucher revoked"), reference, ends),
            Event("voucher_expires", _("Voucher is about to expire"), dated),
            Event("voucher_expired", _("Voucher expired"), reference),
            Event("voucher_used", _("Voucher used"), reference, theft, warns=True),
            Event("voucher_returned", _("Use of a voucher taken back"), reference),
            Event("voucher_held", _("Part of a voucher held"), reference, theft, warns=True),
            Event("voucher_hold_over", _("Held part of a voucher free again"), reference),
            Event(
                "voucher_locked",
                _("Voucher locked after wrong PINs"),
                reference,
                theft,
                warns=True,
            ),
        )

    @api.model
    def _events_of_providers(self):
        _ = self.env._
        reference = ("reference",)
        theft = _("Changing an account is the oldest way to steal a payment.")
        unpaid = _("The provider would treat without being paid.")
        return _by_code(
            PROVIDER,
            Event("claim_returned", _("Claim returned"), reference, by_office=True),
            Event("claim_decided", _("Claim decided"), reference, by_office=True),
            Event("claim_withdrawn", _("Claim withdrawn by the office"), reference, by_office=True),
            Event("claim_paid", _("Claim paid"), reference, by_office=True),
            Event("hold_ended", _("Hold ended by the office"), reference, unpaid, by_office=True),
            Event(
                "account_changed",
                _("Bank account of a provider changed"),
                (),
                theft,
                warns=True,
                for_former=True,
            ),
            Event(
                "staff_changed",
                _("Staff or contact of a provider changed"),
                (),
                theft,
                warns=True,
                for_former=True,
            ),
        )

    @api.model
    def _events_of_officers(self):
        label = self.env._("Daily digest of waiting cases")
        return _by_code(OFFICER, Event("officer_digest", label, ("count",), by_office=True))


def _by_code(audience, *events):
    return {event.code: replace(event, audience=audience) for event in events}
