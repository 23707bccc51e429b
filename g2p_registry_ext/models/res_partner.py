from odoo import api, fields, models

_REGISTRY_GROUPS = "g2p_registry_base.group_g2p_registrar,g2p_registry_base.group_g2p_admin"
#: roles that may read registrants' IDs at all: every employee may read contacts
_ID_GROUPS = f"{_REGISTRY_GROUPS},g2p_registry_ext.group_registry_identity_reader"
HOUSEHOLD = "g2p_registry_group.group_kind_household"


class ResPartner(models.Model):
    """A registrant's consents, portal access, masked IDs and household."""

    _inherit = "res.partner"

    birthdate = fields.Date(index=True)  # searched for possible duplicates
    consent_ids = fields.One2many("g2p.consent", "partner_id", groups=_REGISTRY_GROUPS)
    portal_access_ids = fields.One2many(
        "g2p.portal.access", "registrant_id", groups=_REGISTRY_GROUPS
    )
    masked_ids = fields.Char(
        "IDs (masked)",
        compute="_compute_masked_ids",
        compute_sudo=True,
        groups=_ID_GROUPS,
        help="ID numbers by their last four characters.",
    )
    shown_ids = fields.Char(
        "IDs",
        compute="_compute_shown_ids",
        groups=_ID_GROUPS,
        help="ID numbers, in full for identity readers and masked for everybody else.",
    )

    @api.depends("reg_ids.value", "reg_ids.id_type")
    def _compute_masked_ids(self):
        for partner in self:
            partner.masked_ids = ", ".join(
                f"{reg_id.id_type.name} {reg_id.value_masked}" for reg_id in partner.reg_ids
            )

    @api.depends("reg_ids.value", "reg_ids.id_type")
    @api.depends_context("uid")
    def _compute_shown_ids(self):
        for partner in self:
            reg_ids_sudo = partner.sudo().reg_ids  # sudo: masked for users who may not read them
            partner.shown_ids = ", ".join(
                f"{reg_id.id_type.name} {reg_id.value_shown}" for reg_id in reg_ids_sudo
            )

    def _is_in_registry(self):
        """Whether this is a person of the registry who is in it now."""
        return self.active and self.is_registrant and not self.is_group and not self.disabled

    # === Household === #

    def _household(self):
        """The household (or family) group the person belongs to now, or an empty record."""
        self.ensure_one()
        # sudo: officers of a case see the household without the registry's own rights
        person_sudo = self.sudo()
        groups_sudo = person_sudo.individual_membership_ids.filtered(lambda m: not m.is_ended).group
        # cached in memory, where env.ref() would query the database each time
        kind_id = person_sudo.env["ir.model.data"]._xmlid_to_res_id(HOUSEHOLD, False)
        household_sudo = groups_sudo.filtered(lambda g: kind_id and g.kind.id == kind_id)
        return (household_sudo or groups_sudo)[:1].with_env(self.env)
