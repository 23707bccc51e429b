from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from odoo.addons.g2p_deferred.tools.deferral import deferrable

from ..tools import bands, cells

#: cases of one statement
PAGE = 5000
#: everything in the index that shows the place of a case
OF_CASES = """
    INSERT INTO g2p_search_outbox (kind, res_id, date, has_moved)
    SELECT kind, res_id, now() AT TIME ZONE 'UTC', true FROM (
        SELECT 'application' AS kind, id AS res_id FROM g2p_assistance_application
        WHERE id IN %(cases)s AND date_submitted IS NOT NULL
        UNION ALL
        SELECT 'step', step.id FROM g2p_approval_step step
        JOIN g2p_approval_request request ON request.id = step.request_id
        WHERE request.model = 'g2p.assistance.application' AND request.res_id IN %(cases)s
        UNION ALL
        SELECT 'decision', decision.id FROM g2p_approval_decision decision
        JOIN g2p_approval_request request ON request.id = decision.request_id
        WHERE request.model = 'g2p.assistance.application' AND request.res_id IN %(cases)s
        UNION ALL
        SELECT 'voucher', id FROM g2p_voucher WHERE application_id IN %(cases)s
        UNION ALL
        SELECT 'redemption', line.id FROM g2p_voucher_redemption line
        JOIN g2p_voucher voucher ON voucher.id = line.voucher_id
        WHERE voucher.application_id IN %(cases)s
    ) AS shown
"""


class G2PArea(models.Model):
    """Analytics show an area under its own code only if it has enough cases; the others count for
    their parent (``tools/cells.py``).
    """

    _name = "g2p.area"
    _inherit = ["g2p.area", "g2p.deferred.mixin"]

    is_shown = fields.Boolean(
        "Shown on dashboards",
        readonly=True,
        copy=False,
        help="It has enough cases for its own name; otherwise they count for the area it is part "
        "of. Decided every night.",
    )
    is_separate = fields.Boolean(
        "Readers of its own",
        copy=False,
        help="The documents of this region get indexes of their own in the search engine, so that "
        "accounts can be restricted to them. Changing this builds the indexes again.",
    )

    # === CHECKS === #

    @api.constrains("is_separate", "parent_id", "code")
    def _check_separate(self):
        for area in self:
            if area.is_separate and not area.code.isascii():
                # databases differ on which other letters are the same in small; two regions would
                # have one index
                raise ValidationError(
                    self.env._(
                        "The code of a region with readers of its own has only letters from A to "
                        "Z, digits, - and dots: %(code)s",
                        code=area.code,
                    )
                )
            if area.is_separate and area.parent_id:
                raise ValidationError(
                    self.env._(
                        "Only a region, which is part of no other area, can have readers of its "
                        "own: %(area)s",
                        area=area.complete_name,
                    )
                )

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        areas = super().create(vals_list)
        if any(areas.mapped("is_separate")):
            self._build_again()
        return areas

    def write(self, vals):
        former = self._separate_codes()
        done = super().write(vals)
        if not {"code", "parent_id"}.isdisjoint(vals):
            self._defer("_resend")
        if self._separate_codes() != former:
            self._build_again()
        return done

    def unlink(self):
        is_separate = any(self.mapped("is_separate"))
        done = super().unlink()
        if is_separate:
            self._build_again()
        return done

    # === BUSINESS === #

    def _shown_codes(self):
        """{area's id: (code shown for its cases, code of its region)}."""
        areas = self.sudo().with_context(active_test=False)  # sudo: codes are no secret
        areas.mapped("parent_id.parent_id.parent_id")  # read together
        return {area.id: area._shown_code() for area in areas}

    def _shown_code(self):
        area = self
        while area and not area.is_shown:
            area = area.parent_id
        top = area
        while top.parent_id:
            top = top.parent_id
        return area.code or bands.UNKNOWN, top.code or bands.UNKNOWN

    @api.model
    def _separate_codes(self):
        """Codes of the regions that have indexes of their own."""
        # sudo: codes are no secret
        areas_sudo = self.sudo().with_context(active_test=False)
        return areas_sudo.search([("is_separate", "=", True)], order="code").mapped("code")

    @api.model
    def _build_again(self):
        """Build the indexes of cases with the present separate regions."""
        connection = self.env["g2p.search.connection"]._one()
        indexes = connection.index_ids.filtered(lambda index: index._is_by_region())
        # before the first build there is nothing to replace
        indexes.filtered(lambda index: index.current or index.building)._start_building()

    @api.model
    def _cron_show(self):
        """Decide again which areas have enough cases, and send the cases of those that changed."""
        # sudo: for all companies
        areas_sudo = self.sudo().with_context(active_test=False).search([])
        parents = {area.id: area.parent_id.id or None for area in areas_sudo}
        shown = cells.published(parents, self._case_counts())
        changed_sudo = areas_sudo.filtered(lambda area: area.is_shown != (area.id in shown))
        for area_sudo in changed_sudo:
            area_sudo.is_shown = area_sudo.id in shown
        changed_sudo._defer("_resend")

    @api.model
    def _case_counts(self):
        """{area's id: cases in it}."""
        self.env["g2p.assistance.application"].flush_model(["area_id", "date_submitted"])
        self.env.cr.execute(
            """
            SELECT area_id, count(*) FROM g2p_assistance_application
            WHERE area_id IS NOT NULL AND date_submitted IS NOT NULL GROUP BY area_id
            """
        )
        counts = defaultdict(int)
        counts.update(self.env.cr.fetchall())
        return counts

    @deferrable("search", attempts=20, pause=30)
    def _resend(self):
        """Send what shows the place of cases in this area or its parts."""
        domain = [("area_id", "child_of", self.ids), ("date_submitted", "!=", False)]
        # sudo: for all companies
        self._note_cases(self.env["g2p.assistance.application"].sudo().search(domain).ids)

    @api.model
    def _note_cases(self, case_ids):
        if case_ids:
            self.env.flush_all()
        for at in range(0, len(case_ids), PAGE):
            self.env.cr.execute(OF_CASES, {"cases": tuple(case_ids[at : at + PAGE])})
