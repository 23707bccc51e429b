from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tools import email_normalize

from odoo.addons.g2p_registry_ext.tools.masking import mask_value
from odoo.addons.g2p_suite_base.tools import actions, phones

#: what an officer enters; everything else follows
ENTERED = {"registrant_id", "channel", "value"}


class G2PConfirmedContact(models.Model):
    """A telephone number or e-mail address that is known to be a person's: codes go there.

    Confirmed by the person, who typed a code that was sent there; or by an officer, who has seen
    that it is theirs, and then only as long as it is in the register. A row never changes: it is
    ended, and another one is added.
    """

    _name = "g2p.confirmed.contact"
    _description = "Confirmed Contact"
    _inherit = ["g2p.deferred.mixin", "g2p.audit.mixin"]
    _no_user_defaults = True
    _order = "id desc"
    _rec_name = "registrant_id"

    _audit_fields = ("registrant_id", "channel", "value", "active")
    _audit_by_id = ("registrant_id",)
    _audit_masked = ("value",)

    registrant_id = fields.Many2one(
        "res.partner",
        required=True,
        index=True,
        ondelete="cascade",
        domain=[("is_registrant", "=", True), ("is_group", "=", False)],
    )
    channel = fields.Selection(
        [("sms", "Telephone"), ("email", "E-mail")], required=True, default="sms"
    )
    value = fields.Char("Number or address", required=True)
    origin = fields.Selection(
        [("officer", "By an officer"), ("person", "By the person")],
        "Confirmed",
        required=True,
        readonly=True,
        default="officer",
    )
    user_id = fields.Many2one("res.users", "By", readonly=True, ondelete="set null", index=True)
    date = fields.Datetime("Since", required=True, readonly=True, default=fields.Datetime.now)
    active = fields.Boolean(default=True, readonly=True)

    _live_unique = models.UniqueIndex(
        "(registrant_id, channel, value) WHERE active",
        "This contact is confirmed for the person already.",
    )

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            self.check_access("create")  # first: what follows reads the person's country
            vals_list = [self._entered_vals(vals) for vals in vals_list]
        contacts = super().create([self._folded_vals(vals) for vals in vals_list])
        if not self.env.su:
            contacts._check_not_own()
            contacts._check_registered()
        contacts._defer("_send_notice")
        return contacts

    def write(self, vals):
        if set(vals) != {"active"} or vals["active"]:
            raise AccessError(
                self.env._("A confirmed contact cannot be changed. End it, and confirm another.")
            )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise AccessError(self.env._("A confirmed contact cannot be deleted. End it."))

    @api.model
    def _entered_vals(self, vals):
        """The values that an officer enters; the rest is not theirs to say."""
        entered = {name: value for name, value in vals.items() if name in ENTERED}
        return {**entered, "origin": "officer", "user_id": self.env.uid}

    @api.model
    def _folded_vals(self, vals):
        """The values with the contact as it is compared."""
        # sudo: the country of the person, to read a number in national form
        registrant_sudo = self.env["res.partner"].sudo().browse(vals.get("registrant_id"))
        value = self._folded(registrant_sudo, vals.get("channel") or "sms", vals.get("value"))
        if not value:
            raise ValidationError(
                self.env._(
                    "This is not one telephone number, or not an e-mail address. Enter it as one "
                    "dials or writes it, a number with the country's code: +254 700 123 456."
                )
            )
        return {**vals, "value": value}

    @api.model
    def _folded(self, registrant_sudo, channel, text):
        """A number in E.164 or an address in small letters; empty for anything else."""
        if channel == "email":
            return email_normalize(text or "") or ""
        country, company = registrant_sudo.country_id, registrant_sudo.company_id
        found = phones.keys(text, registrant_sudo._phone_regions(country, company))
        return found[0] if len(found) == 1 and found[0].startswith("+") else ""

    # === CHECKS: no constraints, which run as superuser and do not see who asks === #

    def _check_not_own(self):
        """Nobody opens a way into the account of a person to whom they are tied, nor to their own
        telephone."""
        user = self.env.user
        own_sudo = user.sudo()  # sudo: only compared
        addresses = {email_normalize(text or "") for text in (own_sudo.email, own_sudo.login)}
        for contact in self:
            tie = user._tie_to_people(contact.registrant_id)
            if tie:
                sentence = self.env._(
                    "%(reason)s Another officer must confirm this contact.",
                    reason=user._tie_reason(tie),
                )
                raise AccessError(sentence)
            number = {f"phone:{contact.value}": True}
            if user._tie_to(number) or contact.value in addresses:
                raise AccessError(
                    self.env._("This is your own contact. Enter one of the person's.")
                )

    def _check_registered(self):
        for contact in self:
            if not contact._is_registered():
                raise ValidationError(
                    self.env._(
                        "The person does not have this contact in the register. Add it there "
                        "first, so that it is seen by others too."
                    )
                )

    def _is_registered(self):
        """Whether the person has the contact in the register now."""
        registrant_sudo = self.registrant_id.sudo()  # sudo: only compared
        if self.channel == "email":
            return email_normalize(registrant_sudo.email or "") == self.value
        numbers = registrant_sudo.phone_number_ids.filtered(lambda number: not number.disabled)
        keys = [registrant_sudo.match_keys, *numbers.mapped("match_keys")]
        return self.value in " ".join(filter(None, keys)).split()

    # === ACTIONS === #

    def action_end(self):
        """No longer send codes there: the telephone is lost, or somebody else has it."""
        self.check_access("read")
        roles = ("g2p_registry_base.group_g2p_registrar", "g2p_registry_base.group_g2p_admin")
        if not any(self.env.user.has_group(role) for role in roles):
            raise AccessError(self.env._("Only registrars end a confirmed contact."))
        self._end()
        return actions.reload()

    # === BUSINESS === #

    def _end(self):
        self.sudo().filtered("active").write({"active": False})  # sudo: the caller has checked

    @api.model
    def _of(self, registrant):
        """The contacts to which codes can be sent now, under sudo, the latest first."""
        # sudo: nobody reads them before signing in, and people see them masked
        found_sudo = self.sudo().search([("registrant_id", "=", registrant.id)])
        return found_sudo.filtered(lambda one: one.origin == "person" or one._is_registered())

    @api.model
    def _address(self, registrant, channel):
        """Where a code of this person goes; empty if no contact is confirmed."""
        return self._of(registrant).filtered(lambda one: one.channel == channel)[:1].value or ""

    @api.model
    def _confirm_own(self, registrant, channel, value):
        """Record a contact that the person has just confirmed with a code."""
        known_sudo = self._of(registrant)
        if known_sudo.filtered(lambda one: (one.channel, one.value) == (channel, value)):
            return
        # sudo: the code was sent there and typed by the signed-in person
        self.sudo().create(
            {
                "registrant_id": registrant.id,
                "channel": channel,
                "value": value,
                "origin": "person",
                "user_id": self.env.uid,
            }
        )

    @api.model
    def _end_own(self, registrant, ident):
        """End one of the person's own contacts; not the last one, with which they sign in."""
        mine_sudo = self._of(registrant)
        found_sudo = mine_sudo.filtered(lambda one: one.id == ident)
        if found_sudo and found_sudo == mine_sudo:
            raise UserError(
                self.env._("This is your only contact for signing in. Add another one first.")
            )
        found_sudo._end()

    def _masked(self):
        """The contact as its owner recognises it, and nobody else learns it."""
        self.ensure_one()
        if self.channel == "sms":
            return mask_value(self.value)
        name, _at, host = self.value.partition("@")
        return f"{name[:1]}•••@{host}"
