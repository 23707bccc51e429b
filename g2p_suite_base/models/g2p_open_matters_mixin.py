from odoo import models
from odoo.exceptions import UserError


class G2POpenMattersMixin(models.AbstractModel):
    """A record that stays as long as something of the suite still hangs on it.

    Addons above name what hangs on it, in ``_open_matters``; the model asks before it is
    archived, merged away or deleted.
    """

    _name = "g2p.open.matters.mixin"
    _description = "Something May Hang on It"

    def _open_matters(self):
        """Hook: sentences on what still hangs on the records, each with what to do; under sudo."""
        return []

    def _refuse_open_matters(self, refusal):
        """Refuse with a sentence, followed by what hangs on the records, if anything does.

        :raises UserError: when something hangs on them
        """
        # sudo: what hangs on a record does not depend on who asks
        matters = self.sudo()._open_matters() if self else []
        if matters:
            raise UserError("\n".join([refusal, *matters]))
