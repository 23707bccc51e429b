from odoo import models


class IrDefault(models.Model):
    """A model that only code writes says `_no_user_defaults = True`.

    Every employee may set personal defaults for any field of any model, and they apply under sudo
    too: a ledger would get values that nobody checked.
    """

    _inherit = "ir.default"

    def _get_model_defaults(self, model_name, *args, **kwargs):
        model = self.env.registry.get(model_name)
        if getattr(model, "_no_user_defaults", False):
            return {}
        return super()._get_model_defaults(model_name, *args, **kwargs)
