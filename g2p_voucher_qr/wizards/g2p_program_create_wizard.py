from odoo import fields, models

from ..const import MANAGER_MODEL


class G2PProgramCreateWizard(models.TransientModel):
    """OpenG2P's wizard offers the QR voucher manager, since a second entitlement manager beside the
    default one would be refused."""

    _inherit = "g2p.program.create.wizard"

    entitlement_kind = fields.Selection(
        selection_add=[("voucher_qr", "QR voucher manager")], ondelete={"voucher_qr": "set default"}
    )

    def _get_entitlement_manager(self, program_id):
        if self.entitlement_kind != "voucher_qr":
            return super()._get_entitlement_manager(program_id)
        program = self.env["g2p.program"].browse(program_id)
        company = program.company_id or self.env.company
        manager = self.env[MANAGER_MODEL].create(
            {
                "name": self.env._("QR voucher manager"),
                "program_id": program.id,
                "company_id": company.id,
            }
        )
        wrapper = self.env["g2p.program.entitlement.manager"].create(
            {"program_id": program.id, "manager_ref_id": f"{MANAGER_MODEL},{manager.id}"}
        )
        return {"entitlement_managers": [(4, wrapper.id)]}
