from odoo import api, models

from ..tools import moments


class G2PMomentField(models.AbstractModel):
    """A moment on a page: ``t-options="{'widget': 'g2p_moment'}"``."""

    _name = "ir.qweb.field.g2p_moment"
    _description = "Moment with its time zone"
    _inherit = ["ir.qweb.field.datetime"]

    @api.model
    def value_to_html(self, value, options):
        return moments.shown(self.env, value)
