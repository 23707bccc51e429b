from odoo import api, fields, models

from ..tools import matching
from ..tools.masking import mask_value

#: most rows looked at for each person: a number shared by hundreds says nothing
_ROWS_PER_PERSON = 20


class ResPartner(models.Model):
    """Hints that a registrant may be in the registry already, each with its reason."""

    _inherit = "res.partner"

    @api.model
    def _duplicate_hints(self, vals):
        """Registrants that may be the person described.

        :param dict vals: any of ``id_number``, ``id_type_id``, ``phone``, ``account_number``,
            ``family_name``, ``given_name``, ``birthdate``, ``partner_id`` (not to be reported)
        :return: list of ``{"partner_id": int, "code": str, "reason": sentence}``; code is
            ``id``, ``phone``, ``account`` or ``name``, the strongest first
        """
        return self._duplicate_hints_many([vals])[0]

    @api.model
    def _duplicate_hints_many(self, vals_list):
        """As ``_duplicate_hints`` for many persons in the same few queries."""
        # sudo: an officer learns that and why someone may be the same person, without
        # reading the registry; the sentences hold masked numbers and no name
        registry_sudo = self.sudo()
        found = {
            "id": registry_sudo._find_same_id(vals_list),
            "phone": registry_sudo._find_same_phone(vals_list),
            "account": registry_sudo._find_same_account(vals_list),
            "name": registry_sudo._find_same_name(vals_list),
        }
        return [
            [
                {"partner_id": partner_id, "code": code, "reason": reason}
                for code, hits in found.items()
                for partner_id, reason in hits[index].items()
                if partner_id != vals.get("partner_id")
            ]
            for index, vals in enumerate(vals_list)
        ]

    # === One finder per kind of likeness: [{partner id: reason}] for each person === #

    @api.model
    def _find_same_id(self, vals_list):
        wanted = [matching.id_variants(vals.get("id_number")) for vals in vals_list]
        rows = self._find_rows("g2p.reg.id", ["value"], wanted)
        return [
            {
                row.partner_id.id: self.env._(
                    "The same ID number (%(type)s %(number)s).",
                    type=row.id_type.name,
                    number=row.value_masked,
                )
                for row in self._pick(rows, keys)
                if vals.get("id_type_id") in (None, False, row.id_type.id)
            }
            for vals, keys in zip(vals_list, wanted, strict=True)
        ]

    @api.model
    def _find_same_phone(self, vals_list):
        code = self.env.company.country_id.phone_code
        wanted = [matching.phone_variants(vals.get("phone"), code) for vals in vals_list]
        rows = self._find_rows("g2p.phone.number", ["phone_no", "phone_sanitized"], wanted)
        return [
            {
                row.partner_id.id: self.env._(
                    "The same telephone number (%(number)s).", number=mask_value(row.phone_no)
                )
                for row in self._pick(rows, keys)
            }
            for keys in wanted
        ]

    @api.model
    def _find_same_account(self, vals_list):
        wanted = [
            {key} if (key := matching.account_key(vals.get("account_number"))) else set()
            for vals in vals_list
        ]
        rows = self._find_rows("res.partner.bank", ["sanitized_acc_number"], wanted)
        return [
            {
                row.partner_id.id: self.env._(
                    "The same bank account (%(number)s).",
                    number=mask_value(row.sanitized_acc_number),
                )
                for row in self._pick(rows, keys)
            }
            for keys in wanted
        ]

    @api.model
    def _find_same_name(self, vals_list):
        wanted = [
            {birthdate} if (birthdate := fields.Date.to_date(vals.get("birthdate"))) else set()
            for vals in vals_list
        ]
        rows = self._find_rows("res.partner", ["birthdate"], wanted)
        reason = self.env._("The same name and date of birth.")
        return [
            {row.id: reason for row in self._pick(rows, keys) if row._has_name_of(vals)}
            for vals, keys in zip(vals_list, wanted, strict=True)
        ]

    # === Helpers === #

    @api.model
    def _find_rows(self, model, field_names, wanted):
        """Registrants' rows by the value that was looked for, one query for all persons."""
        values = list(set().union(*wanted))
        if not values:
            return {}
        owner = "" if model == "res.partner" else "partner_id."
        domain = [
            (owner + "is_registrant", "=", True),
            (owner + "is_group", "=", False),
            (owner + "company_id", "in", [*self.env.companies.ids, False]),
            *["|"] * (len(field_names) - 1),
            *[(name, "in", values) for name in field_names],
        ]
        rows = {}
        for row in self.env[model].search(domain, limit=_ROWS_PER_PERSON * len(wanted)):
            for name in field_names:
                rows.setdefault(row[name], []).append(row)
        return rows

    @api.model
    def _pick(self, rows, keys):
        return [row for key in keys for row in rows.get(key, ())]

    def _has_name_of(self, vals):
        self.ensure_one()
        mine = matching.name_words(self.family_name, self.given_name, self.addl_name)
        theirs = matching.name_words(vals.get("family_name"), vals.get("given_name"))
        return matching.same_name(mine or matching.name_words(self.name), theirs)
