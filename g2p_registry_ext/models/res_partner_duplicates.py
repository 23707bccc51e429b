from odoo import api, fields, models
from odoo.tools import SQL

from odoo.addons.g2p_suite_base.tools import folding, identity, phones

from ..tools.masking import mask_value

#: most persons shown for each kind of likeness, the likest first: the others were compared too, and
#: a number shared by hundreds is no evidence
MOST_SHOWN = 20
#: kinds of likeness that are hints, never proof
HINT_ONLY = "script"
#: rank of the stored name of the person ``p`` against the typed one, ``q.name``: 2 for the same
#: words, 1 for a name that contains the other. Both are the same name for folding.same_name, which
#: also judges the others (0)
_LIKENESS = """
    CROSS JOIN LATERAL (
        SELECT string_to_array(p.match_name, ' ') AS stored,
            string_to_array(q.name, ' ') AS typed
    ) AS words
    CROSS JOIN LATERAL (
        SELECT CASE
            WHEN words.stored @> words.typed AND words.stored <@ words.typed THEN 2
            WHEN (words.stored @> words.typed OR words.stored <@ words.typed)
                AND NOT words.stored[1] = ALL (words.stored)
                AND NOT words.typed[1] = ALL (words.typed) THEN 1
            ELSE 0
        END AS rank
    ) AS likeness
"""


class ResPartner(models.Model):
    """Hints that a registrant may be in the registry already, each with its reason.

    Typed and stored values go through the same functions (``tools/folding.py`` and
    ``tools/phones.py`` of the floor), stored values when they are written.
    """

    _inherit = "res.partner"

    @api.model
    def _duplicate_hints(self, vals, most=MOST_SHOWN):
        """Registrants that may be the person described.

        :param dict vals: any of ``id_number``, ``id_type_id``, ``phone``, ``account_number``,
            ``family_name``, ``given_name``, ``birthdate``, ``birthdate_not_exact``,
            ``partner_id`` (not to be reported),
            ``phone_regions`` (see ``_phone_regions``; those of all companies when not given)
        :param int most: the number for each code, the likest first; None for all, as rules need: a
            person left out may be the one that matters
        :return: list of ``{"partner_id": int, "code": str, "reason": sentence}``; code is
            ``id``, ``phone``, ``account``, ``name``, ``year`` or ``script``, the strongest first
        """
        return self._duplicate_hints_many([vals], most)[0]

    @api.model
    def _duplicate_hints_many(self, vals_list, most=MOST_SHOWN):
        """``_duplicate_hints`` for many persons in the same few queries."""
        # sudo: an officer learns who may be the same person and why, without reading the registry;
        # the sentences contain masked numbers and no name
        registry_sudo = self.sudo()
        found = {
            "id": registry_sudo._find_same_id(vals_list, most),
            "phone": registry_sudo._find_same_phone(vals_list, most),
            "account": registry_sudo._find_same_account(vals_list, most),
            **registry_sudo._find_same_name(vals_list, most),
        }
        return [
            [
                {"partner_id": partner_id, "code": code, "reason": reason}
                for code, hits in found.items()
                for partner_id, reason in self._likest(hits[index], vals, most)
            ]
            for index, vals in enumerate(vals_list)
        ]

    @api.model
    def _likest(self, hits, vals, most):
        """The first of them as pairs, without the person described; the last sentence says whether
        there are more."""
        others = [pair for pair in hits.items() if pair[0] != vals.get("partner_id")]
        if not most or len(others) <= most:
            return others
        partner_id, reason = others[most - 1]
        more = self.env._("%(reason)s More persons of the registry share it.", reason=reason)
        return [*others[: most - 1], (partner_id, more)]

    # === One finder per kind of likeness: [{partner id: reason}], the likest first === #

    @api.model
    def _find_same_id(self, vals_list, most):
        wanted = [
            {key} if (key := folding.identifier(vals.get("id_number"))) else set()
            for vals in vals_list
        ]
        found = self._find_rows("g2p.reg.id", wanted, vals_list, most, apart="id_type")
        return [
            {
                row.partner_id.id: self.env._(
                    "The same ID number (%(type)s %(number)s).",
                    type=row.id_type.name,
                    number=row.value_masked,
                )
                for _rank, _key, row in rows
                if vals.get("id_type_id") in (None, False, row.id_type.id)
            }
            for vals, rows in zip(vals_list, found, strict=True)
        ]

    @api.model
    def _find_same_phone(self, vals_list, most):
        wanted = self._phones_wanted(vals_list)
        contacts = self._find_rows("res.partner", wanted, vals_list, most)
        numbers = self._find_rows("g2p.phone.number", wanted, vals_list, most)
        found = []
        for own, listed in zip(contacts, numbers, strict=True):
            hits = [(rank, key, row) for rank, key, row in own]
            hits += [(rank, key, row.partner_id) for rank, key, row in listed]
            hits.sort(key=lambda hit: -hit[0])
            found.append({person.id: self._same_phone(key) for _rank, key, person in hits})
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
    def _find_same_account(self, vals_list, most):
        wanted = [
            {key} if (key := identity.account_key(vals.get("account_number"))) else set()
            for vals in vals_list
        ]
        found = self._find_rows("res.partner.bank", wanted, vals_list, most)
        return [
            {
                row.partner_id.id: self.env._(
                    "The same bank account (%(number)s).", number=mask_value(row.acc_number)
                )
                for _rank, _key, row in rows
            }
            for rows in found
        ]

    @api.model
    def _find_same_name(self, vals_list, most):
        """A list for each code: the same name in the same script, born on the same day or, where
        only the year is known, in the same year; and a similar name in another script."""
        wanted = [
            (at, born, bool(vals.get("birthdate_not_exact")), words)
            for at, vals in enumerate(vals_list)
            if (born := fields.Date.to_date(vals.get("birthdate")))
            and (words := self._name_typed(vals))
        ]
        typed = {at: (words, folding.sound(words)) for at, _born, _not_exact, words in wanted}
        found = {code: [{} for _vals in vals_list] for code in ("name", "year", HINT_ONLY)}
        reasons = {code: self._name_reason(code) for code in found}
        for at, partner_id, name, sound, same_day in self._name_rows(wanted, most):
            stored = name.split(), (sound or "").split()
            code = self._likeness(typed[at], stored, same_day)
            if code:
                found[code][at][partner_id] = reasons[code]
        return found

    @api.model
    def _name_typed(self, vals):
        return folding.name(*map(vals.get, ("family_name", "given_name")))

    @api.model
    def _likeness(self, typed, stored, same_day):
        """The code, or None.

        :param tuple typed: the words of a name, and their sounds; as ``stored``
        """
        (words, sounds), (others, other_sounds) = typed, stored
        if folding.same_name(words, others):
            return "name" if same_day else "year"
        # the query compared the sounds: finding the script of each letter takes longer
        is_alike = same_day and folding.same_name(sounds, other_sounds)
        return HINT_ONLY if is_alike and folding.alike(words, others) else None

    @api.model
    def _name_reason(self, code):
        reasons = {
            "name": self.env._("The same name and date of birth."),
            "year": self.env._("The same name and year of birth: the day is not known."),
            HINT_ONLY: self.env._("A similar name in another script, and the same date of birth."),
        }
        return reasons[code]

    # === HELPERS: one query for all persons === #

    @api.model
    def _find_rows(self, model, wanted, vals_list, most, apart=None):
        """Registrants' rows by the wanted keys: for each person a list of (rank of the name, key,
        row), the likest first and of these the newest.

        For each key one row per registrant, and as many registrants as can be shown: names are
        compared first, so that a number shared by hundreds hides nobody with the name.

        :param apart: a column; the limit applies to each of its values
        """
        names = [" ".join(self._name_typed(vals)) for vals in vals_list]
        asked = sorted({(k, name) for keys, name in zip(wanted, names, strict=True) for k in keys})
        found = {}
        for key, name, rank, row_id in self._key_rows(model, asked, most, apart) if asked else ():
            found.setdefault((key, name), []).append((rank, key, row_id))
        records = self.env[model].browse([row[2] for rows in found.values() for row in rows])
        by_id = {record.id: record for record in records}  # read in one query
        return [
            sorted(
                (
                    (rank, key, by_id[row_id])
                    for wanted_key in sorted(keys)
                    for rank, key, row_id in found.get((wanted_key, name), ())
                ),
                key=lambda row: -row[0],
            )
            for keys, name in zip(wanted, names, strict=True)
        ]

    @api.model
    def _key_rows(self, model, asked, most, apart):
        """Rows (key, typed name in folded form, rank of the name, id of the row), the likest and
        newest first.

        :param asked: pairs of a key and the folded name that was typed with it
        """
        records = self.env[model]
        records.flush_model()
        self.env["res.partner"].flush_model(
            ["is_registrant", "is_group", "company_id", "match_name"]
        )
        owner = "id" if model == "res.partner" else "partner_id"
        query = """
            SELECT key, name, rank, id FROM (
                SELECT q.key, q.name, likeness.rank, max(r.id) AS id,
                    row_number() OVER (
                        PARTITION BY q.key, q.name, %s ORDER BY likeness.rank DESC, max(r.id) DESC
                    ) AS nth
                FROM unnest(%s::text[], %s::text[]) AS q (key, name)
                JOIN %s r ON string_to_array(r.match_keys, ' ') @> ARRAY[q.key]
                JOIN res_partner p ON p.id = r.%s
                %s
                WHERE string_to_array(r.match_keys, ' ') && %s AND %s
                GROUP BY q.key, q.name, %s, p.id, likeness.rank
            ) AS found
            WHERE %s::integer IS NULL OR nth <= %s ORDER BY rank DESC, id DESC
        """
        keys, names = map(list, zip(*asked, strict=True))
        group = SQL.identifier("r", apart) if apart else SQL("q.key")
        table, column = SQL.identifier(records._table), SQL.identifier(owner)
        most = self._fetched(most)
        parts = keys, names, table, column, SQL(_LIKENESS), keys, self._registrants_in_sight()
        self.env.cr.execute(SQL(query, group, *parts, group, most, most))
        return self.env.cr.fetchall()

    @api.model
    def _fetched(self, most):
        """The number of rows to fetch: two more than shown, since the person described may be one
        of them, and the last one says whether there are more; None for all."""
        return most and most + 2

    @api.model
    def _name_rows(self, wanted, most):
        """Rows (index, partner id, folded name, its sounds, whether born on the same day) of
        persons who were born on the day, or in its year where one of the two days is not exact, and
        share a word of the name or, on the same day, its sound; the likest first.

        Those ranked by the database are limited there; all others are judged.

        :param wanted: tuples (index, date of birth, whether it is not exact, words of the name)
        """
        if not wanted:
            return []
        self.env["res.partner"].flush_model()
        query = """
            SELECT at, id, match_name, match_sound, same_day FROM (
                SELECT q.at, p.id, p.match_name, p.match_sound, p.birthdate = q.born AS same_day,
                    likeness.rank, row_number() OVER (
                        PARTITION BY q.at, p.birthdate = q.born, likeness.rank ORDER BY p.id DESC
                    ) AS nth
                FROM unnest(
                    %s::integer[], %s::date[], %s::date[], %s::date[], %s::date[], %s::date[],
                    %s::text[], %s::text[]
                ) AS q (at, born, first, last, january, december, name, sound)
                JOIN res_partner p ON p.birthdate BETWEEN q.first AND q.last
                    OR (p.birthdate_not_exact AND p.birthdate BETWEEN q.january AND q.december)
                %s
                WHERE p.active AND p.match_name IS NOT NULL AND %s AND (
                    (string_to_array(q.name, ' ') || replace(q.name, ' ', ''))
                        && (string_to_array(p.match_name, ' ') || replace(p.match_name, ' ', ''))
                    OR p.birthdate = q.born
                        AND (string_to_array(q.sound, ' ') || replace(q.sound, ' ', ''))
                        && (string_to_array(p.match_sound, ' ') || replace(p.match_sound, ' ', ''))
                )
            ) AS found
            WHERE rank = 0 OR %s::integer IS NULL OR nth <= %s ORDER BY rank DESC, id DESC
        """
        rows = []
        for at, born, not_exact, words in wanted:
            year = born.replace(month=1, day=1), born.replace(month=12, day=31)
            name, sound = " ".join(words), " ".join(folding.sound(words)) or None
            rows.append((at, born, *(year if not_exact else (born, born)), *year, name, sound))
        columns = map(list, zip(*rows, strict=True))
        most, sight = self._fetched(most), self._registrants_in_sight()
        self.env.cr.execute(SQL(query, *columns, SQL(_LIKENESS), sight, most, most))
        return self.env.cr.fetchall()

    @api.model
    def _registrants_in_sight(self):
        """SQL condition on the partner ``p``: a person of the registry, of these companies."""
        return SQL(
            "p.is_registrant AND p.is_group IS NOT TRUE"
            " AND (p.company_id IS NULL OR p.company_id = ANY(%s))",
            list(self.env.companies.ids),
        )
