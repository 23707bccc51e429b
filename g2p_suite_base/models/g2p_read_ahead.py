# ruff: noqa: S608 (tables and columns are those of models, conditions are constant in the code)
from typing import NamedTuple

from odoo import api, models, tools


class Part(NamedTuple):
    """The model and the columns at the end of a path."""

    model: str
    names: tuple


class G2PReadAhead(models.AbstractModel):
    """Records and their related records, read in one statement.

    The values that a request needs are put in the cache at once, and read from there as usual.
    This saves statements, and the ORM's work to prepare each. Values already in the cache stay, so
    a change that is not flushed yet counts.

    Only for methods that work under sudo: no rights are checked.
    """

    _name = "g2p.read.ahead"
    _description = "Records Read in One Statement"

    @api.model
    def _fetch(self, records, columns):
        """Read columns of the records, as ``_find`` does."""
        if records:
            self._find(records, "x.id = ANY(%s)", [list(records.ids)], columns)

    @api.model
    def _find(self, model, condition, params, columns):
        """The records of a condition, with their columns and those of related records.

        :param model: records or none, under sudo
        :param str condition: SQL on the model's table ``x``, constant in the code; the fields in
            it must already be flushed
        :param columns: tuple of (path, names): a path of many2one fields from the records, empty
            for the records themselves, and names of stored fields at its end
        """
        if not model.env.su:
            raise ValueError("Reading ahead works only under sudo.")
        text, parts = self._statement(model._name, condition, columns)
        for part in parts:
            self._flush_lines(part)
        self.env.cr.execute(text, params)
        rows = self.env.cr.fetchall()
        start = 0
        for part in parts:
            end = start + 1 + len(part.names)
            self._keep(model.env[part.model], part.names, [row[start:end] for row in rows])
            start = end
        return model.browse(row[0] for row in rows)

    @api.model
    def _flush_lines(self, part):
        """Flush the inverse fields of one2many fields, which the statement reads."""
        for name in part.names:
            field = self.env[part.model]._fields[name]
            if field.type == "one2many":
                self.env[field.comodel_name].flush_model([field.inverse_name])

    @api.model
    def _keep(self, model, names, rows):
        """Put rows (id, value, …) in the cache; values already there stay."""
        found = [row for row in rows if row[0]]
        if not found:
            return
        ids, *values = zip(*found, strict=True)
        records = model.browse(ids)
        for name, column in zip(names, values, strict=True):
            field = model._fields[name]
            field._insert_cache(records, column if field.column_type else map(tuple, column))

    # === The statement, built once === #

    @api.model
    @tools.ormcache("model_name", "condition", "columns")
    def _statement(self, model_name, condition, columns):
        """(SQL, its parts in the order of the selected columns)"""
        names = self._names_by_path(columns)
        aliases = {path: f"t{number}" for number, path in enumerate(names)}
        parts = [Part(self._model_at(model_name, path), own) for path, own in names.items()]
        sources = []
        for path, part in zip(names, parts, strict=True):
            parent, _dot, step = path.rpartition(".")
            where = f'x.id = {aliases[parent]}."{step}"' if path else condition
            # OFFSET 0 plans each alone: for one join, planning would try every order of its
            # tables, which takes longer than all the rest
            source = f"({self._select(part)} WHERE {where} OFFSET 0) {aliases[path]}"
            sources.append(f"LEFT JOIN LATERAL {source} ON TRUE" if path else source)
        terms = [
            f'{aliases[path]}."{name}"' for path, own in names.items() for name in ("id", *own)
        ]
        return f"SELECT {', '.join(terms)} FROM {' '.join(sources)}", parts

    @api.model
    def _names_by_path(self, columns):
        """{path: names}, each path after its parent, with the fields that lead to the next paths"""
        names = {"": []}
        for path, more in columns:
            steps = path.split(".") if path else []
            for depth, step in enumerate(steps):
                names.setdefault(".".join(steps[:depth]), []).append(step)
            names.setdefault(path, []).extend(more)
        return {path: tuple(dict.fromkeys(own)) for path, own in names.items()}

    @api.model
    def _model_at(self, model_name, path):
        for step in path.split(".") if path else ():
            model_name = self.env[model_name]._fields[step].comodel_name
        return model_name

    @api.model
    def _select(self, part):
        model = self.env[part.model]
        terms = [f'{self._term(model._fields[name])} AS "{name}"' for name in ("id", *part.names)]
        return f'SELECT {", ".join(terms)} FROM "{model._table}" x'

    @api.model
    def _term(self, field):
        """SQL of a field of the table ``x``; ids of lines in the order of their model."""
        # values that depend on language, company or a domain: only the ORM reads them
        if not field.store or field.translate or field.company_dependent:
            raise ValueError(f"{field} is not read ahead.")
        if field.column_type:
            return f'x."{field.name}"'
        if field.type not in ("one2many", "many2many") or field.domain:
            raise ValueError(f"{field} is not read ahead.")
        lines = self.env[field.comodel_name]
        order = ", ".join(f"y.{term.strip()}" for term in lines._order.split(","))
        if field.type == "one2many":
            source = f'"{lines._table}" y WHERE y."{field.inverse_name}" = x.id'
        else:
            source = (
                f'"{field.relation}" r JOIN "{lines._table}" y ON y.id = r."{field.column2}"'
                f' WHERE r."{field.column1}" = x.id'
            )
        return f"ARRAY(SELECT y.id FROM {source} ORDER BY {order})"
