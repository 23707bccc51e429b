import logging

from odoo import SUPERUSER_ID, fields, models
from odoo.exceptions import UserError

from odoo.addons.g2p_suite_account.exceptions import TooManyRights

from ..tools import claims as reader
from ..tools.refusals import Refused

_logger = logging.getLogger(__name__)

#: registrants are created as the superuser: defaults of users must not apply
BY_SERVER = {"mail_create_nosubscribe": True}
#: rows with the same number that are looked at; a number with so many recognises nobody
MOST = 50


class G2PSignInProvider(models.Model):
    """The person who signs in for the first time: recognised by the ID number, or new.

    Never by e-mail, telephone or name: those belong to several people, or can be changed by them.
    What the registry knows of a person is not changed.
    """

    _inherit = "g2p.sign.in.provider"

    # === Reading the claims === #

    def _read_claims(self, claims):
        """The claims as {value: text}, and the ID number as *id_number*."""
        found = {
            line.target: reader.line(reader.find(claims, line.claim)) for line in self.claim_ids
        }
        number = reader.number(reader.find(claims, self.id_claim)) if self.id_claim else ""
        return {name: text for name, text in {**found, "id_number": number}.items() if text}

    def _gender_of(self, text):
        """A value of the registry's list of genders, or False."""
        # sudo: people who sign in have no right on the list
        genders_sudo = self.env["gender.type"].sudo().search([], limit=100)
        wanted = text.casefold()
        found = genders_sudo.filtered(
            lambda one: wanted in ((one.value or "").casefold(), (one.code or "").casefold())
        )
        return found[:1].value

    # === Recognising === #

    def _find_registrant(self, number):
        """The one registrant with this number on an ID that is in force, or empty.

        Two such IDs recognise nobody: somebody who knows better decides later.
        """
        rows_sudo, office = self._rows_with(number), self.company_id
        valid_sudo = rows_sudo.filtered(lambda row: row.with_company(office)._is_in_force())
        people_sudo = valid_sudo.partner_id.filtered(self._may_be)
        is_one = len(valid_sudo) == 1 and len(rows_sudo) < MOST
        return people_sudo if is_one else people_sudo.browse()

    def _rows_with(self, number):
        """The IDs of the provider's type with this number, under sudo: in force or not, of
        anybody."""
        ids = self.env["g2p.reg.id"]
        if not self.id_type_id:
            return ids.sudo()  # sudo: an empty set
        return ids._with_number(number, self.id_type_id, MOST)

    def _may_be(self, partner):
        """Whether a registrant can be a person of this provider's company."""
        is_near = not partner.company_id or partner.company_id == self.company_id
        return is_near and partner._is_in_registry()

    # === A new registrant, to be checked === #

    def _create_registrant(self, values):
        """A registrant with what the provider says, marked as to be checked."""
        # sudo: as the superuser, see BY_SERVER
        people = self.env["res.partner"].with_user(SUPERUSER_ID).with_context(**BY_SERVER)
        person = people.create(self._prepare_registrant_vals(values))
        self._add(person, "g2p.reg.id", self._prepare_reg_id_vals(values))
        self._add(person, "g2p.phone.number", self._prepare_phone_vals(values))
        return person

    def _prepare_registrant_vals(self, values):
        parts = [values.get("family_name"), values.get("given_name"), values.get("addl_name")]
        family, rest = parts[0], " ".join(filter(None, parts[1:]))
        name = ", ".join(filter(None, (family, rest))) or values.get("name")
        born, not_exact = reader.birth(values.get("birthdate", ""))
        plain = ("family_name", "given_name", "addl_name", "street", "city", "zip")
        return {
            **{name: values.get(name, False) for name in plain},
            "name": (name or self.env._("Name not known")).upper(),
            "is_registrant": True,
            "is_group": False,
            "is_sign_in_unchecked": True,
            "company_id": self.company_id.id,
            "birthdate": born or False,
            "birthdate_not_exact": not_exact,
            "gender": self._gender_of(values["gender"]) if values.get("gender") else False,
            # of the registry's own check, which knows no time zone; and not before the birth
            "registration_date": fields.Date.today(),
        }

    def _prepare_reg_id_vals(self, values):
        number = values.get("id_number")
        return {"id_type": self.id_type_id.id, "value": number} if number else {}

    def _prepare_phone_vals(self, values):
        return {"phone_no": values["phone"], "is_stated": True} if values.get("phone") else {}

    def _add(self, person, model, values):
        """Add a number that the registry may refuse; this must not keep the person out."""
        if not values:
            return
        try:
            with self.env.cr.savepoint():
                person.env[model].create({**values, "partner_id": person.id})
        except UserError:
            _logger.info("%s of registrant %s was refused by the registry", model, person.id)

    # === The account === #

    def _create_user(self, values):
        """The account of a person who has none."""
        name = " ".join(filter(None, map(values.get, ("given_name", "family_name"))))
        name = name or values.get("name") or self.name
        try:
            return self.env["res.users"]._create_without_password(name, self.company_id)
        except TooManyRights:
            raise Refused("office", "the template gives more than the portal") from None

    # === Access to the registrant === #

    def _access_until(self):
        return fields.Datetime.add(fields.Datetime.now(), days=self.access_days)

    def _grant(self, user, person):
        """Give an account access to its own registrant, unless an administrator ended it."""
        access = self.env["g2p.portal.access"]
        row_sudo = access._rows_sudo(user, person)
        if row_sudo and not row_sudo.active:
            raise Refused("registry")
        if row_sudo and row_sudo.relation != "self":
            return  # a guardian's or helper's access says who they are
        access._grant(user, person, verified_until=self._access_until())

    def _extend(self, user, person):
        """Extend the access when less than half of it is left; an ended one stays ended."""
        row_sudo = self.env["g2p.portal.access"]._rows_sudo(user, person)
        half = fields.Datetime.add(fields.Datetime.now(), days=self.access_days // 2)
        is_own = row_sudo.active and row_sudo.relation == "self"
        if is_own and row_sudo.verified_until and row_sudo.verified_until < half:
            row_sudo.verified_until = self._access_until()
