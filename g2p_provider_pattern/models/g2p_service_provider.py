from odoo import api, fields, models

from odoo.addons.g2p_suite_base.tools import actions

from ..const import JUDGES


class G2PServiceProvider(models.Model):
    """A provider leads to its patterns."""

    _inherit = "g2p.service.provider"

    pattern_count = fields.Integer(
        "Open patterns", compute="_compute_pattern_count", groups=",".join(JUDGES)
    )

    @api.depends_context("uid", "allowed_company_ids")
    def _compute_pattern_count(self):
        mine = [("provider_ids", "in", self.ids), ("state", "=", "open")]
        groups = self.env["g2p.provider.pattern"]._read_group(mine, ["provider_ids"], ["__count"])
        counts = {provider.id: count for provider, count in groups}
        for provider in self:
            provider.pattern_count = counts.get(provider._origin.id, 0)

    def action_open_patterns(self):
        """Open the patterns of this provider, judged ones too; for those who may read them."""
        self.ensure_one()
        self.check_access("read")
        patterns = self.env["g2p.provider.pattern"]
        patterns.check_access("read")
        title, mine = self.env._("Patterns"), [("provider_ids", "in", self.ids)]
        return actions.listing(title, patterns._name, mine)
