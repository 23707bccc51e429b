from odoo import models
from odoo.exceptions import UserError


class G2POpenMattersMixin(models.AbstractModel):
    """A record that cannot go while something of the suite still depends on it.

    Addons above name its open matters in ``_open_matters``; the model checks them before it is
    archived, merged away or deleted.
    """

    _name = "g2p.open.matters.mixin"
    _description = "May Have Open Matters"

    def _open_matters(self):
        """Hook: a sentence for each open matter of the records, with what to do; under sudo."""
        return []

    def _refuse_open_matters(self, refusal):
        """Refuse with a sentence and the open matters of the records, if there are any.

        :raises UserError: when there are open matters
        """
        # sudo: open matters do not depend on who asks
        matters = self.sudo()._open_matters() if self else []
        if matters:
            raise UserError("\n".join([refusal, *matters]))
