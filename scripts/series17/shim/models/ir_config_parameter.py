from odoo import api, models

from ..tools.doors import OFFICER_SETTINGS


class IrConfigParameter(models.Model):
    _inherit = "ir.config_parameter"

    @api.model
    def get_param(self, key, default=False):
        """Let employees read the settings that OpenG2P's own checks need.

        OpenG2P opened the whole model to everybody because it reads these without ``sudo()``.
        """
        if key in OFFICER_SETTINGS and self.env.user._is_internal():
            # sudo: two settings that are not secret
            return super(IrConfigParameter, self.sudo()).get_param(key, default)
        return super().get_param(key, default)
