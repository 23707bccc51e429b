from odoo import api, models


class BasePartnerMerge(models.TransientModel):
    """Merging rewrites every link to a contact in SQL, without any rule: open matters are checked
    first."""

    _inherit = "base.partner.merge.automatic.wizard"

    @api.model
    def _update_foreign_keys(self, src_partners, dst_partner):
        # sudo: a user who merges need not read the contacts' open matters
        src_sudo = src_partners.sudo()
        src_sudo._refuse_merge()
        src_sudo._on_merged_into(dst_partner.sudo())  # sudo: as above
        rows = [(src, "id", f"#{src.id}", f"#{dst_partner.id}") for src in src_partners]
        self.env["g2p.audit.change"]._append("unlink", rows)
        with src_sudo._identity_changes():  # a user who moves to another contact keeps their ties
            return super()._update_foreign_keys(src_partners, dst_partner)
