from odoo import api, models
from odoo.exceptions import AccessError, UserError

from ..tools import moves


class G2PStateMixin(models.AbstractModel):
    """A record whose ``state`` has one writer, ``_set_state``, and one table of transitions.

    A change of state passes through ``write()`` like any other change: overrides and automation
    rules see it. It differs from a forged one by the class of its value (``tools/moves.py``), which
    no value from outside can have; context keys do not count.

    A model with another rule for ``write()`` adds it in its own ``write()``.
    """

    _name = "g2p.state.mixin"
    _description = "One Writer of the State"

    #: from each state, the states that may follow
    _transitions = {}
    #: the initial state of every record
    _first_state = "draft"
    #: fields that only the model's own methods write
    _engine_fields = frozenset({"state"})

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        """Start every record in its first state, regardless of values and contexts."""
        return super().create([{**vals, "state": self._first_state} for vals in vals_list])

    def write(self, vals):
        """Refuse writes to engine fields, for every user, sudo included."""
        settled = moves.settle(vals)
        if settled is None:
            self._check_write(vals)
        return super().write(vals if settled is None else settled)

    def _write_engine(self, vals):
        """Write engine fields without a change of state; for the model's own methods."""
        return super().write(vals)

    # === BUSINESS === #

    def _set_state(self, state, **values):
        """Move to a state, with values of engine fields; the one writer of ``state``.

        :raises UserError: when the state does not follow the present one
        """
        for record in self:
            if state not in record._transitions.get(record.state, ()):
                record._refuse_move(state)
        return self.write({"state": moves.Move(state), **values})

    # === HOOKS === #

    def _check_write(self, vals):
        """Hook: refuse values that do not come from ``_set_state``."""
        self._refuse_fields(vals, self._engine_fields)

    def _refuse_fields(self, vals, names):
        forced = sorted(names & vals.keys())
        if forced:
            self._refuse_write(forced)

    def _refuse_write(self, names):
        """Hook: the model's message when engine fields are written from outside."""
        raise AccessError(
            self.env._(
                "%(fields)s of a %(model)s change only through its buttons.",
                fields=", ".join(names),
                model=self._description.lower(),
            )
        )

    def _refuse_move(self, state):
        """Hook: the model's message when a transition is not allowed."""
        raise UserError(
            self.env._(
                "%(record)s is %(state)s and cannot become %(target)s. "
                "Reload the page to see its current state.",
                record=self.display_name,
                state=self._state_label().lower(),
                target=self._state_label(state).lower(),
            )
        )

    def _state_label(self, state=None):
        """The label of a state in the user's language: of the present one, or the one given."""
        labels = dict(self._fields["state"]._description_selection(self.env))
        return labels.get(state or self.state, state)
