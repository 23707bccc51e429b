from odoo import models
from odoo.tools import SQL


class ResUsers(models.Model):
    """A user is also tied to the persons they act for, not only to their own contact."""

    _inherit = "res.users"

    def _tie_models(self):
        return [*super()._tie_models(), "g2p.portal.access"]

    def _tie_parts(self):
        # an expired access counts as long as a lost key
        access = """
            SELECT user_id, 'person', registrant_id::text,
                CASE WHEN relation IN ('helper', 'hospital') THEN 'access' ELSE relation END
            FROM g2p_portal_access
            WHERE user_id = ANY(%s) AND active
                AND (verified_until IS NULL OR verified_until >= %s)
        """
        since = self.env["g2p.former.key"]._since()
        return [*super()._tie_parts(), SQL(access, list(self.ids), since)]
