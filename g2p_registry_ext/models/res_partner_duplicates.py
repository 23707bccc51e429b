from odoo import api, fields, models
from odoo.tools import SQL

from odoo.addons.g2p_suite_base.tools import folding, identity, phones

from ..tools.masking import mask_value

#: most rows looked at for each person: a number shared by hundreds says nothing
_ROWS_PER_PERSON = 20
#: likeness that points out a person and proves nothing
HINT_ONLY = "script"


class ResPartner(models.Model):
    """Hints that a registrant may be in the registry already, each with its reason.

    What was typed and what is stored go through the same functions (``tools/folding.py`` and
    ``tools/phones.py`` of the floor); what is stored did so when it was written.
    """

    _inherit = "res.partner"

    @api.model
    def _duplicate_hints(self, vals):
        """Registrants that may be the person described.

        :param dict vals: any of ``id_number``, ``id_type_id``, ``phone``, ``account_number``,
            ``family_name``, ``given_name``, ``birthdate``, ``birthdate_not_exact``,
            ``partner_id`` (not to be reported),
            ``phone_regions`` (see ``_phone_regions``; those of all companies when not given)
        :return: list of ``{"partner_id": int, "code": str, "reason": sentence}``; code is
            ``id``, ``phone``, ``account``, ``name``, ``year`` or ``script``, the strongest first
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
            **registry_sudo._find_same_name(vals_list),
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
        wanted = [
            {key} if (key := folding.identifier(vals.get("id_number"))) else set()
            for vals in vals_list
        ]
        rows = self._find_rows("g2p.reg.id", wanted, apart="id_type")
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
        wanted = self._phones_wanted(vals_list)
        listed = self._find_rows("g2p.phone.number", wanted)
        own = self._find_rows("res.partner", wanted)
        found = []
        for keys in map(sorted, wanted):
            hits = {row.id: key for key in keys for row in own.get(key, ())}
            hits.update({row.partner_id.id: key for key in keys for row in listed.get(key, ())})
            found.append({owner: self._same_phone(number) for owner, number in hits.items()})
        return found

    @api.model
    def _same_phone(self, number):
        return self.env._("The same telephone number (%(number)s).", number=mask_value(number))

    @api.model
    def _phones_wanted(self, vals_list):
        """The keys of each person's telephone numbers."""
        typed = [(vals.get("phone") or "").strip() for vals in vals_list]
        pairs = list(zip(typed, vals_list, strict=True))
        lost = any(text and "phone_regions" not in vals for text, vals in pairs)
        everywhere = self._phone_regions() if lost else []
        return [
            set(phones.keys(text, vals.get("phone_regions", everywhere))) for text, vals in pairs
        ]

    @api.model
    def _find_same_account(self, vals_list):
        wanted = [
            {key} if (key := identity.account_key(vals.get("account_number"))) else set()
            for vals in vals_list
        ]
        rows = self._find_rows("res.partner.bank", wanted)
        return [
            {
                row.partner_id.id: self.env._(
                    "The same bank account (%(number)s).", number=mask_value(row.acc_number)
                )
                for row in self._pick(rows, keys)
            }
            for keys in wanted
        ]

    @api.model
    def _find_same_name(self, vals_list):
        """Such a list for each code: the same name in the same script, born on the same day or,
        as far as it is known, in the same year; and a similar one in another script."""
        wanted = [
            (at, born, bool(vals.get("birthdate_not_exact")), words)
            for at, vals in enumerate(vals_list)
            if (born := fields.Date.to_date(vals.get("birthdate")))
            and (words := folding.name(*map(vals.get, ("family_name", "given_name"))))
        ]
        typed = {at: words for at, _born, _not_exact, words in wanted}
        found = {code: [{} for _vals in vals_list] for code in ("name", "year", HINT_ONLY)}
        for at, partner_id, name, same_day in self._name_rows(wanted):
            code = self._likeness(typed[at], name.split(), same_day)
            if code and len(found[code][at]) < _ROWS_PER_PERSON:
                found[code][at][partner_id] = self._name_reason(code)
        return found

    @api.model
    def _likeness(self, words, others, same_day):
        if folding.same_name(words, others):
            return "name" if same_day else "year"
        return HINT_ONLY if same_day and folding.alike(words, others) else None

    @api.model
    def _name_reason(self, code):
        reasons = {
            "name": self.env._("The same name and date of birth."),
            "year": self.env._("The same name and year of birth: the day is not known."),
            HINT_ONLY: self.env._("A similar name in another script, and the same date of birth."),
        }
        return reasons[code]

    # === Helpers: one query for all persons === #

    @api.model
    def _find_rows(self, model, wanted, apart=None):
        """Registrants' rows by the key that was looked for, the newest of each: {key: rows}.

        :param apart: a column; of each of its values the newest rows
        """
        keys = sorted(set().union(*wanted))
        if not keys:
            return {}
        records = self.env[model]
        records.flush_model()
        self.env["res.partner"].flush_model(["is_registrant", "is_group", "company_id"])
        owner = "id" if model == "res.partner" else "partner_id"
        query = """
            SELECT key, id FROM (
                SELECT k.key, r.id,
                    row_number() OVER (PARTITION BY k.key, %s ORDER BY r.id DESC) AS nth
                FROM %s r
                JOIN res_partner p ON p.id = r.%s
                CROSS JOIN LATERAL unnest(string_to_array(r.match_keys, ' ')) AS k (key)
                WHERE string_to_array(r.match_keys, ' ') && %s AND k.key = ANY(%s) AND %s
            ) AS found
            WHERE nth <= %s ORDER BY id DESC
        """
        group = SQL.identifier("r", apart) if apart else SQL("k.key")
        table, column = SQL.identifier(records._table), SQL.identifier(owner)
        parts = group, table, column, keys, keys, self._registrants_in_sight(), _ROWS_PER_PERSON
        self.env.cr.execute(SQL(query, *parts))
        found = self.env.cr.fetchall()
        records = records.browse([row_id for _key, row_id in found])
        rows = {}
        for (key, _id), record in zip(found, records, strict=True):
            rows.setdefault(key, []).append(record)
        return rows

    @api.model
    def _pick(self, rows, keys):
        return [row for key in sorted(keys) for row in rows.get(key, ())]

    @api.model
    def _name_rows(self, wanted):
        """Rows (index, partner id, folded name, whether on the same day) of who was born on the
        day, or in its year where one of the two days is not exact, and has a word of the name,
        or its sound, in common.

        :param wanted: tuples (index, date of birth, whether it is not exact, words of the name)
        """
        if not wanted:
            return []
        self.env["res.partner"].flush_model()
        query = """
            SELECT q.at, p.id, p.match_name, p.birthdate = q.born
            FROM unnest(
                %s::integer[], %s::date[], %s::date[], %s::date[], %s::date[], %s::date[],
                %s::text[], %s::text[]
            ) AS q (at, born, first, last, january, december, name, sound)
            JOIN res_partner p ON p.birthdate BETWEEN q.first AND q.last
                OR (p.birthdate_not_exact AND p.birthdate BETWEEN q.january AND q.december)
            WHERE p.active AND p.match_name IS NOT NULL AND %s AND (
                (string_to_array(q.name, ' ') || replace(q.name, ' ', ''))
                    && (string_to_array(p.match_name, ' ') || replace(p.match_name, ' ', ''))
                OR (string_to_array(q.sound, ' ') || replace(q.sound, ' ', ''))
                    && (string_to_array(p.match_sound, ' ') || replace(p.match_sound, ' ', ''))
            )
            ORDER BY p.id DESC
        """
        rows = []
        for at, born, not_exact, words in wanted:
            year = born.replace(month=1, day=1), born.replace(month=12, day=31)
            name, sound = " ".join(words), " ".join(folding.sound(words)) or None
            rows.append((at, born, *(year if not_exact else (born, born)), *year, name, sound))
        columns = map(list, zip(*rows, strict=True))
        self.env.cr.execute(SQL(query, *columns, self._registrants_in_sight()))
        return self.env.cr.fetchall()

    @api.model
    def _registrants_in_sight(self):
        """SQL of what the partner ``p`` must be: a person of the registry, of these companies."""
        return SQL(
            "p.is_registrant AND p.is_group IS NOT TRUE"
            " AND (p.company_id IS NULL OR p.company_id = ANY(%s))",
            list(self.env.companies.ids),
        )
