from odoo import api, fields, models


class DeduplicationManager(models.Model):
    """The deduplication manager of a programme."""

    _name = "g2p.deduplication.manager"
    _inherit = "g2p.manager.mixin"
    _description = "Deduplication manager"

    program_id = fields.Many2one("g2p.program", ondelete="cascade")

    @api.model
    def _selection_manager_ref_id(self):
        selection = super()._selection_manager_ref_id()
        new_manager = (
            "g2p.deduplication.manager.default",
            self.env._("Default Deduplication"),
        )
        return selection if new_manager in selection else [*selection, new_manager]


class BaseDeduplicationManager(models.AbstractModel):
    """Interface of the deduplication managers."""

    _name = "g2p.base.deduplication.manager"
    _inherit = "base.programs.manager"
    _description = "Base deduplication manager"

    name = fields.Char("Manager name", required=True)
    program_id = fields.Many2one("g2p.program", required=True, ondelete="cascade", index=True)

    def deduplicate_beneficiaries(self, states):
        """Mark duplicates among the programme's members; returns their number."""
        raise NotImplementedError()


class DefaultDeduplicationManager(models.Model):
    """Members that share an ID number with another member are duplicates."""

    _name = "g2p.deduplication.manager.default"
    _inherit = ["g2p.base.deduplication.manager", "g2p.manager.source.mixin"]
    _description = "Default Deduplication Manager"

    def deduplicate_beneficiaries(self, states):
        """Mark later members with the ID number of an earlier one as duplicated."""
        self.ensure_one()
        members = self.program_id.get_beneficiaries(states).sorted("id")
        seen, duplicates = set(), members.browse()
        for member in members:
            numbers = {
                (reg.id_type.id, reg.value) for reg in member.partner_id.reg_ids if reg.value
            }
            if numbers & seen:
                duplicates |= member
            seen |= numbers
        duplicates.write({"state": "duplicated", "deduplication_status": "duplicated"})
        return len(duplicates)
