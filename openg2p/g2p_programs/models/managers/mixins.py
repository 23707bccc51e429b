from odoo import api, fields, models
from odoo.tools import safe_eval


class ManagerMixin(models.AbstractModel):
    """The wrapper: ties a programme to a manager of any of the installed types."""

    _name = "g2p.manager.mixin"
    _description = "Manager Mixin"

    manager_id = fields.Integer("Manager ID")
    manager_ref_id = fields.Reference(
        selection="_selection_manager_ref_id", string="Manager", required=True
    )

    @api.model
    def _selection_manager_ref_id(self):
        """Types of managers as (model, label); addons extend it."""
        return []

    def open_manager_form(self):
        """Open the manager behind the wrapper."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": self.manager_ref_id._name,
            "res_id": self.manager_ref_id.id,
            "view_mode": "form",
            "target": "new",
        }


class ManagerSourceMixin(models.AbstractModel):
    """Mixed into the managers themselves: deleting a manager deletes its wrappers."""

    _name = "g2p.manager.source.mixin"
    _description = "Manager Data Source Mixin"

    _WRAPPERS = (
        "g2p.eligibility.manager",
        "g2p.deduplication.manager",
        "g2p.program.notification.manager",
        "g2p.program.manager",
        "g2p.cycle.manager",
        "g2p.program.entitlement.manager",
        "g2p.program.payment.manager",
    )

    @api.model
    def get_managers_for_unlink(self, manager_ref):
        """Wrappers that point to the manager ``"model,id"``, as a list of recordsets."""
        found = [
            self.env[model].search([("manager_ref_id", "=", manager_ref)])
            for model in self._WRAPPERS
        ]
        return [wrappers for wrappers in found if wrappers]

    def unlink(self):
        for record in self:
            for wrappers in self.get_managers_for_unlink(f"{record._name},{record.id}"):
                wrappers.unlink()
        return super().unlink()


class BaseProgramsManager(models.AbstractModel):
    """Helpers of all managers."""

    _name = "base.programs.manager"
    _description = "Base Programs Manager"

    def _get_eval_context(self):
        # no records here: who writes a domain could do anything with their sudo()
        return {
            "datetime": safe_eval.datetime,
            "dateutil": safe_eval.dateutil,
            "time": safe_eval.time,
            "uid": self.env.uid,
        }

    def _safe_eval(self, string, locals_dict=None):
        return safe_eval.safe_eval(string, {**self._get_eval_context(), **(locals_dict or {})})
