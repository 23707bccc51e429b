from odoo import api, fields, models
from odoo.exceptions import UserError


class G2PApprovalSimulate(models.TransientModel):
    """Trying a procedure on a record or an amount: nothing is submitted, nothing is written."""

    _name = "g2p.approval.simulate"
    _description = "Try a Procedure"
    _inherit = ["g2p.approval.bounds"]
    _bounds = {"amount": (-1_000_000_000_000, 1_000_000_000_000)}

    policy_id = fields.Many2one("g2p.approval.policy", required=True, ondelete="cascade")
    model = fields.Char(related="policy_id.model")
    res_id = fields.Many2oneReference(
        "On this record", model_field="model", help="Empty: on the amount alone."
    )
    amount = fields.Float(help="Empty: what the record asks for.")
    verdict = fields.Text(compute="_compute_lines")
    line_ids = fields.One2many(
        "g2p.approval.simulate.line", "simulate_id", compute="_compute_lines"
    )

    @api.depends("policy_id", "res_id", "amount")
    def _compute_lines(self):
        self.policy_id.check_access("read")
        for wizard in self:
            record = wizard._record()
            amount = wizard.amount or (record._approval_amount() if record else 0.0)
            stages = wizard.policy_id.stage_ids
            lines = [stage._simulate(record, amount, self.env.user) for stage in stages]
            wizard.verdict = wizard._verdict(record, amount, lines)
            wizard.line_ids = [(5, 0, 0)] + [(0, 0, line) for line in lines]

    def _record(self):
        """The record that the user chose and may read; an empty one for an amount alone."""
        records = self.env[self.policy_id.model]
        if not self.res_id:
            return records
        # who may not read it does not learn whether it exists
        record = records.with_context(active_test=False).search([("id", "=", self.res_id)])
        if not record:
            raise UserError(self.env._("Choose a record that you may read."))
        return record.sudo()  # sudo: rules look at the whole record, as when it is submitted

    def _verdict(self, record, amount, lines):
        """Whether it could be submitted, as a sentence."""
        running = [line for line in lines if line["runs"]]
        if record:
            try:
                # sudo: only compared
                policy_sudo = self.env["g2p.approval.request"].sudo()._policy_for(record, amount)
            except UserError as error:
                return str(error.args[0])
            if policy_sudo != self.policy_id.sudo():  # sudo: only compared
                return self.env._(
                    "The procedure %(policy)s decides this record, not this one.",
                    policy=policy_sudo.name,
                )
        if not running:
            return self.env._("No stage runs: it could not be submitted.")
        if any(not line["can"] for line in running):
            return self.env._("A stage has nobody who could decide: it would wait for ever.")
        return self.env._("%(count)s stages run, and each has somebody.", count=len(running))


class G2PApprovalSimulateLine(models.TransientModel):
    """What a stage would do."""

    _name = "g2p.approval.simulate.line"
    _description = "Stage of a Tried Procedure"

    simulate_id = fields.Many2one("g2p.approval.simulate", ondelete="cascade")
    name = fields.Char("Stage")
    runs = fields.Boolean()
    why = fields.Char()
    required = fields.Integer("Approvals needed")
    can = fields.Char("Could decide")
    cannot = fields.Text("Could not, and why")
