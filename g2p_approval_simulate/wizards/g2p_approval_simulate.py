from odoo import api, fields, models
from odoo.exceptions import UserError


class G2PApprovalSimulate(models.TransientModel):
    """A simulation of a procedure for a record or an amount: nothing is submitted or written."""

    _name = "g2p.approval.simulate"
    _description = "Simulate a Procedure"
    _inherit = ["g2p.approval.bounds", "g2p.dialog.mixin"]
    _bounds = {"amount": (-1_000_000_000_000, 1_000_000_000_000)}

    policy_id = fields.Many2one(
        "g2p.approval.policy", "Procedure", required=True, ondelete="cascade"
    )
    model = fields.Char(related="policy_id.model")
    res_id = fields.Many2oneReference(
        "Record", model_field="model", help="Leave it empty to test only an amount."
    )
    amount = fields.Float(help="Leave it empty to use the amount that the record requests.")
    verdict = fields.Text(compute="_compute_lines")
    line_ids = fields.One2many(
        "g2p.approval.simulate.line", "simulate_id", compute="_compute_lines"
    )

    @api.depends("policy_id", "res_id", "amount")
    def _compute_lines(self):
        self.policy_id.check_access("read")
        self.verdict, self.line_ids = False, False
        for wizard in self.filtered("policy_id"):  # a dialog opened by hand has none yet
            record = wizard._record()
            amount = wizard.amount or (record._approval_amount() if record else 0.0)
            stages = wizard.policy_id.stage_ids
            lines = [stage._simulate(record, amount, self.env.user) for stage in stages]
            wizard.verdict = wizard._verdict(record, amount, lines)
            wizard.line_ids = [(5, 0, 0)] + [(0, 0, line) for line in lines]

    def _record(self):
        """The record that the user chose and may read; an empty one for an amount only."""
        records = self.env[self.policy_id.model]
        if not self.res_id:
            return records
        # users who may not read it do not learn whether it exists
        record = records.with_context(active_test=False).search([("id", "=", self.res_id)])
        if not record:
            raise UserError(self.env._("Choose a record that you may read."))
        return record.sudo()  # sudo: rules cover the whole record, as at submission

    def _verdict(self, record, amount, lines):
        """A sentence on whether it could be submitted."""
        running = [line for line in lines if line["runs"]]
        if record:
            try:
                # sudo: only compared
                policy_sudo = self.env["g2p.approval.request"].sudo()._policy_for(record, amount)
            except UserError as error:
                return str(error.args[0])
            if policy_sudo != self.policy_id.sudo():  # sudo: only compared
                return self.env._(
                    "This record would be decided by procedure %(policy)s instead.",
                    policy=policy_sudo.name,
                )
        if not running:
            return self.env._("No stage applies, so it could not be submitted.")
        if any(not line["can"] for line in running):
            return self.env._(
                "A stage has no officer who could decide, so the case would wait forever."
            )
        return self.env._("%(count)s stages apply, and each has an officer.", count=len(running))


class G2PApprovalSimulateLine(models.TransientModel):
    """The simulated outcome of a stage."""

    _name = "g2p.approval.simulate.line"
    _inherit = "g2p.dialog.mixin"
    _description = "Simulated Stage"

    simulate_id = fields.Many2one("g2p.approval.simulate", ondelete="cascade")
    name = fields.Char("Stage")
    runs = fields.Boolean()
    why = fields.Char()
    required = fields.Integer("Approvals needed")
    can = fields.Char("Could decide")
    cannot = fields.Text("Could not decide, and why")
