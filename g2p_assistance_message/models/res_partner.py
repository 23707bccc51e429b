from odoo import fields, models

from odoo.addons.g2p_message.models.g2p_message import CHANNELS

from ..tools.masked import masked

#: what decides where messages go
ADDRESSES = ("email", "phone")


class ResPartner(models.Model):
    """A changed address is announced to the former one.

    Who steals a payment, or an account, first has the alerts go elsewhere: changes the address of
    the provider's contact or staff, or of the account that applied.
    """

    _inherit = "res.partner"

    def write(self, vals):
        if not vals.keys() & set(ADDRESSES):
            return super().write(vals)
        # sudo: compared only; the checks of rights are those of the write itself
        watched_sudo = self.sudo()._message_watched()
        reached = watched_sudo._message_reached()
        typed = {partner.id: partner._message_typed() for partner in watched_sudo}
        done = super().write(vals)
        now = watched_sudo._message_reached()
        moment = fields.Datetime.now().isoformat()
        for partner in watched_sudo:
            if typed[partner.id] != partner._message_typed():
                former = {
                    channel: address
                    for channel, address in reached[partner.id].items()
                    if address != now[partner.id].get(channel)
                }
                partner._announce_address(typed[partner.id], former, moment)
        return done

    # === HELPERS: all under sudo === #

    def _message_watched(self):
        """Those whose addresses are announced when they change, with few queries."""
        providers = self._message_providers()
        cases = self.env["g2p.assistance.application"]
        accounts = cases._read_group([("applicant_id", "in", self.ids)], ["applicant_user_id"])
        applied = self.browse().union(*(user.partner_id for (user,) in accounts))
        return self & (providers.partner_id | providers.user_ids.partner_id | applied)

    def _message_providers(self):
        """The providers whose contact or staff they are."""
        either = ["|", ("partner_id", "in", self.ids), ("user_ids.partner_id", "in", self.ids)]
        return self.env["g2p.service.provider"].search(either)

    def _message_reached(self):
        """{id: {channel: the address to which messages go}}."""
        found = {partner_id: {} for partner_id in self.ids}
        for channel, _label in CHANNELS:
            for partner_id, address in self._message_addresses(channel).items():
                found[partner_id][channel] = address
        return found

    def _message_typed(self):
        return {name: self[name] or "" for name in ADDRESSES}

    def _announce_address(self, typed, former, moment):
        """Record a change of a provider's people by somebody else, and alert the former address."""
        if self != self.env.user.partner_id:
            for provider in self._message_providers():
                self._record_address(provider, typed)
                if former and provider.account_number:
                    provider._queue_messages("staff_changed", moment)
                    provider._queue_to_former("staff_changed", self, former)
        for user in self._message_applied():
            user._queue_to_former("address_changed", self, former)

    def _message_applied(self):
        """The accounts of this contact that have applied for something."""
        cases = self.env["g2p.assistance.application"]
        found = cases._read_group([("applicant_id", "=", self.id)], ["applicant_user_id"])
        return self.env["res.users"].union(*(user for (user,) in found)).filtered("active")

    def _record_address(self, provider, typed):
        """Record the change with the provider, the values mostly hidden."""
        field = "partner_id" if provider.partner_id == self else "user_ids"
        now = self._message_typed()
        rows = [
            (provider, field, *(f"#{self.id} {masked(values[name])}" for values in (typed, now)))
            for name in ADDRESSES
            if typed[name] != now[name]
        ]
        self.env["g2p.audit.change"]._append("write", rows)
