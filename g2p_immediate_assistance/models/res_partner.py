from odoo import models


class ResPartner(models.Model):
    """Patients and households: effects of registry changes on their cases."""

    _inherit = "res.partner"

    def _match_fields(self):
        own = {"g2p.assistance.application": ["id_number_key"]}
        return {**super()._match_fields(), **own}

    def _domain_of_applications(self):
        """The domain of applications for these persons or households."""
        return [
            "|",
            ("registrant_id", "in", self.ids),
            ("membership_partner_id", "in", self.ids),
        ]

    def _open_matters(self):
        matters = super()._open_matters()
        running = self.env["g2p.assistance.application"]._running(
            self._domain_of_applications(), used=True
        )
        if running:
            matters.append(
                self.env._(
                    "Application %(numbers)s for this contact is still open. First it must be "
                    "decided or withdrawn, and its voucher used or revoked.",
                    numbers=running._numbers(),
                )
            )
        return matters

    def _on_merged_into(self, partner):
        result = super()._on_merged_into(partner)
        found = self.env["g2p.assistance.application"].search(self._domain_of_applications())
        for application in found:
            application._message_log(
                body=self.env._(
                    "Contact #%(old)s of this case was merged into #%(new)s in the registry.",
                    old=", ".join(map(str, self.ids)),
                    new=partner.id,
                )
            )
        return result

    def write(self, vals):
        done = super().write(vals)
        if vals.get("disabled"):
            self._on_disabled()
        return done

    def _on_disabled(self):
        """Log in the running cases that nothing more is approved or issued."""
        # sudo: registrars need not read cases
        persons_sudo = self.sudo()
        running = persons_sudo.env["g2p.assistance.application"]._running(
            persons_sudo._domain_of_applications()
        )
        for application in running:
            application._message_log(
                body=self.env._(
                    "The patient or the household was disabled in the registry. Nothing can be "
                    "approved or issued until a registrar enables it; a voucher in use stays valid "
                    "until a voucher manager revokes it."
                )
            )
