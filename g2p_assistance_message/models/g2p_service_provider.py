from odoo import fields, models

#: what decides who is paid, and who acts for the provider
WATCHED = {
    "account_number": "account_changed",
    "user_ids": "staff_changed",
    "partner_id": "staff_changed",
}


class G2PServiceProvider(models.Model):
    """A provider hears when the account changes to which its claims are paid.

    Who changes it to steal would first remove those who would notice, or change both at once: so
    a change of staff or contact is announced too, and each to the people of before and after.
    """

    _name = "g2p.service.provider"
    _inherit = ["g2p.service.provider", "g2p.message.mixin"]

    def write(self, vals):
        if not WATCHED.keys() & vals.keys():
            return super().write(vals)
        # sudo: compared only; the checks of rights are those of the write itself
        providers_sudo = self.sudo()
        before = {provider: provider._watched() for provider in providers_sudo}
        people = providers_sudo._message_recipients("account_changed")
        done = super().write(vals)
        found = {}
        for provider, former in before.items():
            now = provider._watched()
            # who was not paid before cannot be robbed of it
            if former["account_number"]:
                for event in {WATCHED[name] for name in WATCHED if former[name] != now[name]}:
                    found.setdefault(event, []).append(provider.id)
        moment = fields.Datetime.now().isoformat()
        former = {provider.id: some for provider, some in people.items()}
        for event in sorted(found):
            self.browse(found[event])._queue_messages(event, moment, former)
        return done

    def _watched(self):
        """The values that are compared; under sudo."""
        return {name: self[name] for name in WATCHED}

    def _message_staff(self, role=""):
        """The contacts of those who act for the provider now, or who have the role there."""
        return self._staff(role).filtered("active").partner_id

    # === HOOKS: of the messages === #

    def _message_recipients(self, event):
        # the provider's own contact too: a thief may be one of the staff
        return {provider: provider._message_staff() | provider.partner_id for provider in self}

    def _message_path(self, event, partner):
        return "/provider"
