import hashlib

from odoo import api, fields, models
from odoo.exceptions import AccessError

#: characters of a text that are recorded; of a longer text, its beginning and its digest
MAX_TEXT = 10_000
HIDDEN = "•••"


class G2PAuditMixin(models.AbstractModel):
    """A model whose settings auditors can follow: each change leaves a permanent row.

    A model names its fields and, where needed, how their values are recorded:
    ``_audit_fields``   recorded with old and new value; an addon that adds fields to the
                        model lists its own;
    ``_audit_masked``   of them, those recorded by their last four characters (account numbers);
    ``_audit_secret``   of them, those of which only the fact of a change is recorded (keys, PINs);
    ``_audit_by_id``    of them, links to persons, recorded by number and never by name;
    ``_audit_children`` one2many fields whose rows the database deletes with the record.
    """

    _name = "g2p.audit.mixin"
    _description = "Changes Are Recorded"

    _audit_fields = ()
    _audit_masked = ()
    _audit_secret = ()
    _audit_by_id = ()
    _audit_children = ()

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        self._refuse_derived(*vals_list)
        records = super().create(vals_list)
        records._derive()
        records._audit_record("create", {}, records._audit_values(self._audited_fields()))
        return records

    def write(self, vals):
        self._refuse_derived(vals)
        names = [name for name in self._audited_fields() if name in vals]
        before = self._audit_values(names)
        done = super().write(vals)
        self._audit_record("write", before, self._audit_values(names))
        return done

    # === Values that follow from others === #

    @api.model
    def _derived_fields(self):
        """Stored fields that follow from recorded ones. Forms do not write them; RPC would, and the
        value would contradict the recorded ones."""
        own = self._fields.values()
        return [field for field in own if field.compute and field.store and field.readonly]

    @api.model
    def _refuse_derived(self, *vals_list):
        """Refuse values of users for fields that follow from others."""
        if self.env.su:
            return
        sent = {name for vals in vals_list for name in vals}
        forced = [field for field in self._derived_fields() if field.name in sent]
        if forced:
            raise AccessError(
                self.env._(
                    "The value of “%(fields)s” follows from other fields: change those.",
                    fields="”, “".join(field._description_string(self.env) for field in forced),
                )
            )

    def _derive(self):
        """Compute them for new records: defaults of a context or a user do not win."""
        if not self.env.su:
            for field in self._derived_fields():
                self.env.add_to_compute(field, self)

    # === Records of changes === #

    def _update_field_translations(self, field_name, translations, *args, **kwargs):
        """Record translations too: their dialog writes in SQL, without calling ``write``."""
        followed = field_name in self._audited_fields() and self._audit_wanted()
        langs = sorted(translations) if followed else []  # the call below changes the dict
        before = self._audit_translations(field_name, langs)
        done = super()._update_field_translations(field_name, translations, *args, **kwargs)
        after = self._audit_translations(field_name, langs)
        rows = [
            (self, field_name, f"{lang}: {before[lang]}", f"{lang}: {after[lang]}")
            for lang in langs
            if before[lang] != after[lang]
        ]
        self.env["g2p.audit.change"]._append("write", rows)
        return done

    def unlink(self):
        for name in self._audit_children:
            # sudo: rows that the database would cascade to are deleted here, so that this is
            # recorded; the right on the record is checked first
            self.check_access("unlink")
            self.sudo()[name].unlink()  # sudo: as above
        self._audit_record("unlink", self._audit_values(self._audited_fields()), {})
        return super().unlink()

    # === HOOKS === #

    def _audit_wanted(self):
        """Those of the records whose changes are recorded; all by default."""
        return self

    def _audit_company(self):
        """The company whose auditors read the change; empty: the auditors of all companies."""
        none = self.env["res.company"]
        return self.company_id if "company_id" in self._fields else none

    def _audit_name(self):
        """The record's name as auditors read it; empty where it is a person's name."""
        if self._rec_name in self._audit_by_id:
            return False
        if self._rec_name in self._audit_masked:
            return self._audit_text(self._rec_name, self[self._rec_name])
        return self.display_name

    def _audit_authors(self, name):
        """The users who changed this recorded field of these records; addons that have a change
        decided add who asked for it and who decided it."""
        # sudo: the rule does not depend on who reads the list of changes
        rows_sudo = self.env["g2p.audit.change"].sudo()
        mine = [("res_model", "=", self._name), ("res_id", "in", self.ids)]
        rows = rows_sudo.search_fetch([*mine, ("field_name", "=", name)], ["user_id"])
        return rows.user_id.with_env(self.env)

    # === HELPERS === #

    @api.model
    def _audited_fields(self):
        """The names listed by all classes of the model, the defining addon's first."""
        lists = (vars(cls).get("_audit_fields", ()) for cls in reversed(type(self).mro()))
        return tuple(dict.fromkeys(name for names in lists for name in names))

    def _audit_values(self, names):
        """{record: {field: value}}; of relations the ids."""
        if not names:
            return {}
        # sudo: a user who writes one field need not have access to all recorded fields
        wanted_sudo = self._audit_wanted().sudo().with_context(active_test=False)
        return {
            record.id: {name: record._audit_raw(name) for name in names} for record in wanted_sudo
        }

    def _audit_translations(self, name, langs):
        """{language: text} of a translated field."""
        record_sudo = self.sudo()  # sudo: as in _audit_values
        return {
            lang: self._audit_text(name, record_sudo.with_context(lang=lang)[name])
            for lang in langs
        }

    def _audit_raw(self, name):
        value = self[name]
        if self._fields[name].type == "reference":
            return f"{value._name},{value.id}" if value else False
        return tuple(value.ids) if isinstance(value, models.BaseModel) else value

    def _audit_record(self, action, before, after):
        self.env["g2p.audit.change"]._append(action, self._audit_rows(before, after))

    def _audit_rows(self, before, after):
        """Tuples (record, field, text before, text after) of the values that differ."""
        rows = []
        for ident in {**before, **after}:
            old, new = before.get(ident, {}), after.get(ident, {})
            record = self.browse(ident)
            for name in {**old, **new}:
                pairs = self._audit_pairs(name, old.get(name), new.get(name))
                rows += [(record, name, was, now) for was, now in pairs]
        return rows

    def _audit_pairs(self, name, old, new):
        """Texts (before, after): one pair for a value, one for each member of a list."""
        if (old or None) == (new or None):
            return
        if self._fields[name].type not in ("many2many", "one2many"):
            yield self._audit_text(name, old), self._audit_text(name, new)
            return
        old, new = old or (), new or ()
        for ident in old:
            if ident not in new:
                yield self._audit_text(name, (ident,)), ""
        for ident in new:
            if ident not in old:
                yield "", self._audit_text(name, (ident,))

    def _audit_text(self, name, value):
        """A value as the auditor reads it, independent of the user's language."""
        if value is None or value is False or value == ():
            return ""
        if name in self._audit_secret:
            return HIDDEN
        if name in self._audit_masked:
            return f"{HIDDEN}{value[-4:] if len(value) > 4 else ''}"
        field = self._fields[name]
        if field.relational:
            return self._audit_names(name, value)
        if field.type in ("float", "monetary"):
            return f"{value:.15g}"
        if field.type == "boolean":
            return "yes"
        return self._audit_short(fields.Date.to_string(value) if field.type == "date" else value)

    def _audit_names(self, name, ids):
        if name in self._audit_by_id:
            return ", ".join(f"#{ident}" for ident in ids)
        # sudo: as in _audit_values
        records_sudo = self.env[self._fields[name].comodel_name].sudo().browse(ids)
        named = records_sudo.exists().with_context(lang=None)
        return ", ".join(f"{record.display_name} (#{record.id})" for record in named)

    @api.model
    def _audit_short(self, value):
        text = str(value)
        if len(text) <= MAX_TEXT:
            return text
        digest = hashlib.sha256(text.encode()).hexdigest()
        return f"{text[:MAX_TEXT]}… (SHA-256 {digest})"
