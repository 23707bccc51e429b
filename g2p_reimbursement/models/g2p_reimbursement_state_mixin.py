from collections import defaultdict

from odoo import api, models
from odoo.exceptions import AccessError
from odoo.tools import split_every

from odoo.addons.g2p_suite_base.tools.rows import hold

#: number of records per chunk of a long task
CHUNK = 200


class G2PReimbursementStateMixin(models.AbstractModel):
    """A numbered record whose state has one writer and which cannot be deleted."""

    _name = "g2p.reimbursement.state.mixin"
    _description = "Numbered record with one writer of its state"
    _inherit = ["g2p.state.mixin", "g2p.kept.mixin"]

    _engine_fields = frozenset({"state", "name"})

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        """Number every record, independent of the caller's values."""
        for vals in vals_list:
            self._refuse_fields(vals, self._engine_fields)
        numbers = self._next_numbers(vals_list)
        # set explicitly: a context default must not win
        return super().create(
            [
                {**vals, **self._prepare_engine_vals(), "name": number}
                for vals, number in zip(vals_list, numbers, strict=True)
            ]
        )

    def _kept_sentences(self):
        return {
            "unlink": self.env._(
                "%(model)s: records cannot be deleted. Cancel the record instead.",
                model=self._description,
            )
        }

    # === HELPERS === #

    def _prepare_engine_vals(self):
        """Return the engine's own values of a new record, without state and number."""
        return {}

    @api.model
    def _next_numbers(self, vals_list):
        """Return the numbers of new records, from the sequences of the records' companies, not of
        the user's current one."""
        companies = [vals.get("company_id") for vals in vals_list]
        counts = defaultdict(int)
        for company in companies:
            counts[company] += 1
        # sudo: users have no right on sequences
        sequences = self.env["ir.sequence"].sudo()
        numbers = {
            company: iter(sequences.with_company(company)._numbers_by_code(self._name, count))
            for company, count in counts.items()
        }
        return [next(numbers[company]) for company in companies]

    def _in_chunks(self):
        """Yield the records in chunks, and clear the cache after each.

        Memory is bounded by a chunk, and the number of queries per chunk is constant.
        """
        for ids in split_every(CHUNK, self.ids):
            yield self.browse(ids)
            self.env.invalidate_all()

    def _set_state(self, state, **values):
        result = super()._set_state(state, **values)
        # Partial unique indexes use states and the lines' copies of them, so these must be in the
        # database before the next INSERT.
        self.env.flush_all()
        return result

    def _lock(self):
        """Lock the rows until the transaction ends."""
        hold(self)

    def _check_group(self, role):
        """Raise unless the user has the ``role`` group of this addon."""
        if not self.env.user.has_group(f"g2p_reimbursement.{role}"):
            # sudo: only the name of the role
            group_sudo = self.env.ref(f"g2p_reimbursement.{role}").sudo()
            raise AccessError(
                self.env._(
                    "You need the role “%(role)s” of Reimbursement. Ask your administrator.",
                    role=group_sudo.name,
                )
            )
