from odoo import api, models


class IrSequence(models.Model):
    """Numbers for many records at once; the caller has checked the user's rights."""

    _inherit = "ir.sequence"

    @api.model
    def _numbers_by_code(self, code, count):
        """The numbers that as many calls of ``next_by_code`` would give, for the current company.

        :return: list of str; of False where no sequence has the code, like ``next_by_code``
        """
        mine = [("code", "=", code), ("company_id", "in", [self.env.company.id, False])]
        # fetched with the fields a number needs, in one query
        names = ("use_date_range", "implementation", "prefix", "suffix", "padding")
        sequence = self.search_fetch(mine, names, order="company_id", limit=1)
        return sequence._numbers(count) if sequence else [False] * count

    def _numbers(self, count):
        """The numbers that as many calls of ``next_by_id`` would give."""
        self.ensure_one()
        if self.use_date_range or self.implementation != "standard":
            return [self.next_by_id() for _number in range(count)]
        self.env.cr.execute(
            "SELECT nextval(%s) FROM generate_series(1, %s)", [f"ir_sequence_{self.id:03d}", count]
        )
        return [self.get_next_char(row) for row in self.env.cr.fetchall()]
