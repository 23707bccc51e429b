from collections import defaultdict

from odoo import api, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL, split_every

#: records of one part of a long work
CHUNK = 200


class G2PReimbursementStateMixin(models.AbstractModel):
    """A record whose state has one writer and which is never deleted."""

    _name = "g2p.reimbursement.state.mixin"
    _description = "Record with one writer of its state"

    # From each state, the states that may follow.
    _transitions = {}
    # What only the engine writes, for every user, superuser included.
    _engine_fields = frozenset({"state", "name"})
    _first_state = "draft"

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        """Start every record in its first state, whatever the caller sends."""
        for vals in vals_list:
            self._refuse_engine_fields(vals)
        numbers = self._draw_numbers(vals_list)
        # Explicit, so that no default_state of a context can take its place.
        return super().create(
            [
                {**vals, **self._prepare_engine_vals(), "name": number}
                for vals, number in zip(vals_list, numbers, strict=True)
            ]
        )

    def write(self, vals):
        """Refuse what only the engine writes."""
        self._refuse_engine_fields(vals)
        return super().write(vals)

    def unlink(self):
        """Refuse: nothing is deleted to go back."""
        raise AccessError(
            self.env._(
                "%(model)s records are kept for good. Cancel the record instead.",
                model=self._description,
            )
        )

    # === HELPERS === #

    def _prepare_engine_vals(self):
        """Return the engine's own values of one new record, but its number."""
        return {"state": self._first_state}

    @api.model
    def _draw_numbers(self, vals_list):
        """Return the numbers of new records, those of a record's company, not of the one in
        front of the user."""
        companies = [vals.get("company_id") for vals in vals_list]
        counts = defaultdict(int)
        for company in companies:
            counts[company] += 1
        # sudo: users have no right on sequences
        sequences = self.env["ir.sequence"].sudo()  # users have no rights on sequences
        numbers = {
            company: iter(sequences.with_company(company)._numbers_by_code(self._name, count))
            for company, count in counts.items()
        }
        return [next(numbers[company]) for company in companies]

    def _in_chunks(self):
        """Give the records some at a time; what was read of them is forgotten in between.

        Thousands of them take the memory of some, and a constant number of queries for some.
        """
        for ids in split_every(CHUNK, self.ids):
            yield self.browse(ids)
            self.env.invalidate_all()

    def _refuse_engine_fields(self, vals, more=()):
        forced = sorted(self._engine_fields.union(more).intersection(vals))
        if forced:
            raise AccessError(
                self.env._(
                    "%(fields)s of a %(model)s change only through its buttons.",
                    fields=", ".join(forced),
                    model=self._description.lower(),
                )
            )

    def _set_state(self, target, **values):
        """Move to ``target``, with ``values`` of engine fields; refuse a wrong move."""
        labels = dict(self._fields["state"]._description_selection(self.env))
        for record in self:
            if target not in self._transitions.get(record.state, ()):
                raise UserError(
                    self.env._(
                        "%(record)s is %(state)s and can not become %(target)s. "
                        "Reload the page to see what happened meanwhile.",
                        record=record.display_name,
                        state=labels[record.state].lower(),
                        target=labels[target].lower(),
                    )
                )
        # Past the guard of write() above, which is for every other caller.
        result = super().write({"state": target, **values})
        # Partial unique indexes look at states, and at what lines store of them: the next INSERT
        # must meet these.
        self.env.flush_all()
        return result

    def _write_engine(self, values):
        """Write engine fields without a change of state; for the models' own methods."""
        return super().write(values)

    def _lock(self):
        """Hold the rows until the transaction ends, and read them again."""
        self.flush_recordset()
        self.env.cr.execute(
            SQL(
                "SELECT id FROM %s WHERE id IN %s ORDER BY id FOR UPDATE",
                SQL.identifier(self._table),
                tuple(self.ids) or (0,),
            )
        )
        self.invalidate_recordset()

    def _check_group(self, role):
        """Raise unless the user has the ``role`` group of this addon."""
        if not self.env.user.has_group(f"g2p_reimbursement.{role}"):
            # sudo: only the name of the role
            group_sudo = self.env.ref(f"g2p_reimbursement.{role}").sudo()
            raise AccessError(
                self.env._(
                    "This needs the role “%(role)s” of Reimbursement. Ask your administrator.",
                    role=group_sudo.name,
                )
            )
