from odoo import api, models
from odoo.exceptions import AccessError


class G2PKeptMixin(models.AbstractModel):
    """Rows that only the model's own methods create and change, under sudo, and that are never
    deleted.

    A model gives the reasons in ``_kept_sentences``. An operation without a sentence there is left
    to the access rights and to the model's other rules.
    """

    _name = "g2p.kept.mixin"
    _description = "Written by the Server Only"

    @api.model_create_multi
    def create(self, vals_list):
        self._refuse_users("create")
        return super().create(vals_list)

    def write(self, vals):
        self._refuse_users("write")
        return super().write(vals)

    def unlink(self):
        self._refuse_kept("unlink")
        return super().unlink()

    def _refuse_users(self, operation):
        """Refuse everybody but the model's own methods."""
        if not self.env.su:
            self._refuse_kept(operation)

    def _refuse_kept(self, operation):
        sentence = self._kept_sentences().get(operation)
        if sentence:
            raise AccessError(sentence)

    def _kept_sentences(self):
        """Hook: the model's sentence when somebody tries to *create*, *write* or *unlink*."""
        return {}


class G2PAppendOnlyMixin(models.AbstractModel):
    """Rows that are added and never changed, not even under sudo."""

    _name = "g2p.append.only.mixin"
    _description = "Append-only"
    _inherit = "g2p.kept.mixin"

    def write(self, vals):
        self._refuse_kept("write")
        return super().write(vals)

    def _write_engine(self, vals):
        """Write the values that the model adds to a row later; for the model's own methods."""
        return super().write(vals)
