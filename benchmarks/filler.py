"""Makes many cases from a few: copies the rows of a played case in SQL with new ids and names.

It knows no tables of the suite except those in OWNED. The rows of a case are found by foreign keys,
so a new column or table is copied too. Copies have the state of the case but not its proofs: the
chain of decisions, digests and signatures are those of the original, so copies can be listed,
searched and counted, but not decided, issued or paid.
"""

# ruff: noqa: S608 (names of tables and columns are from the catalogue, values from the benchmark)
import re

#: rows of other people and of the configuration, and tables that no list of the suite reads
SKIPPED = re.compile(
    r"(mail|bus|discuss|base|auth|digest|resource|web|snailmail|sms|iap|phone|utm|uom|fetchmail"
    r"|queue|wizard)_|ir_(?!attachment$)|res_(?!partner$|partner_bank$|users$)"
    r"|g2p_(audit|former|kept|suite)_|g2p_deferred$|.*_wizard"
)
#: tables of a case that its rows point to; all others are configuration
OWNED = {
    "g2p_approval_request",
    "g2p_assistance_application",
    "g2p_document",
    "g2p_entitlement",
    "g2p_phone_number",
    "g2p_program_membership",
    "g2p_reimbursement_claim",
    "g2p_voucher",
    "g2p_voucher_copy",
    "g2p_voucher_redemption",
    "ir_attachment",
    "test_approval_document",
}
#: of these tables, only the rows of the case's people
PERSONAL = {"res_partner", "res_users"}
TRACES = {"create_uid", "write_uid"}
WORDS = 1000
HEX = re.compile(r"[0-9a-f]{32}([0-9a-f]{32})?")
UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
#: the part of a unique number that occurs in other texts of the case
LONG_ENOUGH = 6
#: numbers unique to a copy: an odd factor permutes a range of numbers
DIGITS = "(10000000 + (({serial})::bigint * 48271 & 67108863))::text"

FOREIGN_KEYS = """
SELECT con.conrelid::regclass::text, att.attname, con.confrelid::regclass::text
FROM pg_constraint con
JOIN pg_attribute att ON att.attrelid = con.conrelid AND att.attnum = con.conkey[1]
WHERE con.contype = 'f' AND array_length(con.conkey, 1) = 1
"""
COLUMNS = """
SELECT table_name, column_name, data_type
FROM information_schema.columns JOIN information_schema.tables USING (table_schema, table_name)
WHERE table_schema = 'public' AND table_type = 'BASE TABLE' AND is_generated = 'NEVER'
ORDER BY ordinal_position
"""
UNIQUE = """
SELECT indrelid::regclass::text, pg_get_indexdef(indexrelid)
FROM pg_index WHERE indisunique AND NOT indisprimary
"""


class Schema:
    """The database's catalogue of its tables."""

    def __init__(self, env):
        self.cr = env.cr
        self.models = {model._table: name for name, model in env.registry.models.items()}
        self.columns, self.keys, self.unique = {}, {}, {}
        for table, column, kind in self._rows(COLUMNS):
            self.columns.setdefault(table, {})[column] = kind
        for table, column, target in self._rows(FOREIGN_KEYS):
            if column not in TRACES and not SKIPPED.match(table):
                self.keys.setdefault(table, {})[column] = target
        for table, text in self._rows(UNIQUE):
            self.unique.setdefault(table, []).append(self._indexed(table, text))

    def _rows(self, query):
        self.cr.execute(query)
        return self.cr.fetchall()

    def _indexed(self, table, text):
        """Columns of an index, including those of its expressions."""
        inside = text.partition(" USING ")[2].partition(" WHERE ")[0]
        words = set(re.findall(r"[a-z_0-9]+", inside))
        return [column for column in self.columns.get(table, {}) if column in words]

    def polymorphic(self, table):
        """The columns (model, id) by which the table refers to a row of any model."""
        columns = self.columns[table]
        name = next((name for name in ("res_model", "model") if name in columns), None)
        return (name, "res_id") if name and "res_id" in columns else None


class Case:
    """All rows of one case: {table: ids}, and the rows of tables without an id."""

    def __init__(self, schema, root, people):
        root.env.flush_all()
        self.schema, self.cr = schema, schema.cr
        self.rows, self.links = {}, {}
        self.people = {"res_users": set(people.ids), "res_partner": set(people.partner_id.ids)}
        waiting = [(root._table, set(root.ids))]
        while waiting:
            table, ids = waiting.pop()
            new = ids - self.rows.get(table, set())
            if new:
                self.rows.setdefault(table, set()).update(new)
                waiting += [*self._above(table, new), *self._below(table, new)]
        self.rows = {table: sorted(ids) for table, ids in self.rows.items()}
        self._find_links()

    def _ids(self, query, *values):
        self.cr.execute(query, values)
        return {row_id for (row_id,) in self.cr.fetchall() if row_id}

    def _above(self, table, ids):
        """Rows of the case that these rows point to."""
        for column, target in self.schema.keys.get(table, {}).items():
            if target in OWNED or target in PERSONAL:
                found = self._ids(
                    f'SELECT DISTINCT "{column}" FROM {table} WHERE id = ANY(%s)', list(ids)
                )
                yield target, self._own(target, found)

    def _own(self, table, ids):
        """The users and contacts of the case's people."""
        if table not in PERSONAL:
            return ids
        own = ids & self.people[table]
        if table == "res_partner":
            own |= self._ids(
                "SELECT id FROM res_partner WHERE is_registrant AND id = ANY(%s)", list(ids)
            )
        return own

    def _below(self, table, ids):
        """Rows that point to these rows."""
        for other, keys in self.schema.keys.items():
            if "id" in self.schema.columns[other] and other not in PERSONAL:
                for column, target in keys.items():
                    if target == table:
                        query = f'SELECT id FROM {other} WHERE "{column}" = ANY(%s)'
                        yield other, self._ids(query, list(ids))
        model = self.schema.models.get(table)
        for other in self.schema.columns:
            pair = None if SKIPPED.match(other) else self.schema.polymorphic(other)
            if pair and model and "id" in self.schema.columns[other]:
                query = f'SELECT id FROM {other} WHERE "{pair[0]}" = %s AND res_id = ANY(%s)'
                yield other, self._ids(query, model, list(ids))

    def _find_links(self):
        """Tables without an id (many2many) of which a row points to the case."""
        for table, keys in self._link_keys().items():
            own = {column: target for column, target in keys.items() if target in self.rows}
            if own and not re.match(r"(mail|bus|discuss|ir|base)_", table):
                where = " OR ".join(f'"{column}" = ANY(%s)' for column in own)
                values = [self.rows[target] for target in own.values()]
                self.cr.execute(f"SELECT count(*) FROM {table} WHERE {where}", values)
                if self.cr.fetchone()[0]:
                    self.links[table] = own, where, values

    def _link_keys(self):
        found = {}
        self.cr.execute(FOREIGN_KEYS)
        for table, column, target in self.cr.fetchall():
            if "id" not in self.schema.columns.get(table, {"id": 1}):
                found.setdefault(table, {})[column] = target
        return found


class Filler:
    """Copies of cases; each has a serial number, from which its names and numbers are derived."""

    def __init__(self, env, word, folding):
        self.env, self.cr, self.serial, self.spread = env, env.cr, 0, {}
        self.word, self.folding = word, folding
        self.schema = Schema(env)
        # as superuser: without triggers of foreign keys, which are valid by construction
        self.cr.execute("SET session_replication_role = replica")
        self._names()

    def _names(self):
        words = [self.word(number, 2) for number in range(WORDS)]
        folded = [" ".join(self.folding.name(word)) for word in words]
        if [word.lower() for word in words] != folded:
            raise RuntimeError("these names are folded into others")
        sounds = [" ".join(self.folding.sound([word])) for word in folded]
        self.cr.execute("CREATE TEMP TABLE bench_word (n int PRIMARY KEY, word text, sound text)")
        self.cr.execute(
            "INSERT INTO bench_word SELECT * FROM unnest(%s::int[], %s::text[], %s::text[])",
            [list(range(WORDS)), words, sounds],
        )

    def copy(self, case, identity, count, ago=0):
        """Copies of a case.

        :param identity: its words and digits are replaced; None if the case names nobody
        :param ago: days over which the copies are spread backwards
        """
        if count < 1:
            return
        start = {table: self._next_id(table) for table in case.rows}
        copy = _Copy(self, case, identity, start, self.serial, ago)
        for table in case.rows:
            self.cr.execute(copy.insert(table), {"count": count})
        for table, (own, where, values) in case.links.items():
            query = copy.link(table, own, where).replace("%s", "{}")
            arrays = [f"'{{{','.join(map(str, ids))}}}'::int[]" for ids in values]
            self.cr.execute(query.format(*arrays).replace("(count)", str(count)))
        for table, first in start.items():
            last = first + len(case.rows[table]) * count
            self.cr.execute("SELECT setval(pg_get_serial_sequence(%s, 'id'), %s)", [table, last])
        self.serial += count

    def end(self):
        """Enable foreign keys again."""
        self.cr.execute("SET session_replication_role = DEFAULT; DROP TABLE bench_word")

    def _next_id(self, table):
        self.cr.execute(f"SELECT coalesce(max(id), 0) + 1 FROM {table}")
        return self.cr.fetchone()[0]


class _Copy:
    """The SQL of the copies of one case."""

    def __init__(self, filler, case, identity, start, serial, ago):
        self.filler, self.schema, self.case = filler, filler.schema, case
        self.identity, self.start, self.ago = identity, start, ago
        self.serial = f"({serial} + k)"
        self.numbers = self._own_numbers()

    # === Ids === #

    def shifted(self, value, table):
        """The id of the copy if ``value`` is a row of the case, else the value."""
        ids = self.case.rows.get(table)
        if not ids:
            return value
        array = f"ARRAY[{','.join(map(str, ids))}]"
        place = f"{self.start[table]} + (k - 1) * {len(ids)} + array_position({array}, {value}) - 1"
        return f"CASE WHEN {value} = ANY({array}) THEN {place} ELSE {value} END"

    def _named(self, table, name, column):
        """The id in a column with the name of its model beside it."""
        cases = [
            f"WHEN '{self.schema.models[other]}' THEN {self.shifted(column, other)}"
            for other in self.case.rows
            if other in self.schema.models
        ]
        return f'CASE t."{name}" {" ".join(cases)} ELSE {column} END'

    # === Columns === #

    def insert(self, table):
        columns = self.schema.columns[table]
        values = ", ".join(self._value(table, column) for column in columns)
        names = ", ".join(f'"{column}"' for column in columns)
        ids = ",".join(map(str, self.case.rows[table]))
        return (
            f"INSERT INTO {table} ({names}) SELECT {values} FROM generate_series(1, %(count)s) AS k"
            f" JOIN bench_word given ON given.n = {self.serial} %% {WORDS // 2}"
            f" JOIN bench_word family ON family.n = {WORDS // 2}"
            f" + {self.serial} / {WORDS // 2} %% {WORDS // 2}"
            f" CROSS JOIN (SELECT * FROM {table} WHERE id IN ({ids})) AS t"
        )

    def link(self, table, own, where):
        columns = self.schema.columns[table]
        values = ", ".join(
            self.shifted(f't."{column}"', own[column]) if column in own else f't."{column}"'
            for column in columns
        )
        names = ", ".join(f'"{column}"' for column in columns)
        rows = f"(SELECT * FROM {table} WHERE {where})"
        return (
            f"INSERT INTO {table} ({names}) SELECT {values}"
            f" FROM generate_series(1, (count)) AS k CROSS JOIN {rows} AS t"
        )

    def _value(self, table, column):
        value, kind = f't."{column}"', self.schema.columns[table][column]
        pair = self.schema.polymorphic(table)
        target = self.schema.keys.get(table, {}).get(column)
        if column == "id":
            return self.shifted(value, table)
        if target:
            return self._pointer(value, target)
        if pair and column == pair[1]:
            return self._named(table, pair[0], value)
        if column == "status_index":
            return "0"  # its place is drawn later
        if column == "birthdate":
            return f"CASE WHEN {value} IS NULL THEN NULL ELSE {self._birthdate()} END"
        if kind.startswith("timestamp") and self.ago:
            return f"{value} - ({self.serial} %% {self.ago * 1440}) * interval '1 minute'"
        if kind in ("character varying", "text"):
            return self._text(table, column, value)
        return value

    def _birthdate(self):
        return f"date '1940-01-01' + (({self.serial}::bigint * 7919) %% 25000)::int"

    def _pointer(self, value, target):
        choice = self.filler.spread.get(target)
        if not choice:
            return self.shifted(value, target)
        array = f"ARRAY[{','.join(map(str, choice))}]"
        return (
            f"CASE WHEN {value} IS NULL THEN NULL"
            f" ELSE ({array})[1 + {self.serial} %% {len(choice)}] END"
        )

    def _text(self, table, column, value):
        samples = self._samples(table, column)
        found = self._replaced(value, column, samples)
        if not self._has_to_differ(table, column):
            return found
        if all(HEX.fullmatch(text) for text in samples):
            return f"md5({value} || '-' || {self.serial})"
        if all(UUID.fullmatch(text) for text in samples):
            return f"md5({value} || '-' || {self.serial})::uuid::text"
        is_other = all(len(text) >= LONG_ENOUGH for text in samples)
        return found if is_other else f"{found} || '-' || {self.serial}"

    def _own_numbers(self):
        """Texts unique to this case, such as its reference: each copy gets its own, the same in all
        places."""
        digits = self.identity.digits if self.identity else "-"
        found = {
            text
            for table in self.case.rows
            for column, kind in self.schema.columns[table].items()
            if kind in ("character varying", "text") and self._has_to_differ(table, column)
            for text in self._samples(table, column)
            if len(text) >= LONG_ENOUGH and digits not in text and not HEX.fullmatch(text)
        }
        return sorted(found, key=len, reverse=True)

    def _samples(self, table, column):
        ids = self.case.rows[table]
        self.filler.cr.execute(
            f'SELECT "{column}" FROM {table} WHERE id = ANY(%s) AND "{column}" IS NOT NULL', [ids]
        )
        return [text for (text,) in self.filler.cr.fetchall()]

    def _replaced(self, value, column, samples):
        """The text with the case's numbers, names and digits replaced by the copy's."""
        text = " ".join(samples)
        for former, replacement in self._pairs(column):
            if former and former in text:
                quoted = former.replace("'", "''").replace("%", "%%")
                value = f"replace({value}, '{quoted}', {replacement})"
        return value

    def _pairs(self, column):
        """(text of the case, SQL of its replacement)."""
        for number in self.numbers:
            quoted = number.replace("'", "''").replace("%", "%%")
            yield number, f"'{quoted}-' || {self.serial}"
        if not self.identity:
            return
        yield self.identity.digits, DIGITS.format(serial=self.serial)
        for place, name in (("given", self.identity.given), ("family", self.identity.family)):
            if "sound" in column:
                sound = self.filler.folding.sound([name.lower()])
                yield " ".join(sound), f"{place}.sound"
                continue
            yield name, f"{place}.word"
            yield name.upper(), f"upper({place}.word)"
            yield name.lower(), f"lower({place}.word)"

    def _has_to_differ(self, table, column):
        """Whether a unique index requires a different text in each copy."""
        keys = self.schema.keys.get(table, {})
        for columns in self.schema.unique.get(table, ()):
            moved = [name for name in columns if keys.get(name) in self.case.rows]
            if column in columns and not moved and "res_id" not in columns:
                return True
        return False
