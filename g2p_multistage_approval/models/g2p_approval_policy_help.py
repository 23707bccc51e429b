from odoo import api, fields, models


class G2PApprovalPolicy(models.Model):
    """Help on conditions in the form."""

    _inherit = "g2p.approval.policy"

    condition_help = fields.Text("Fields for conditions", compute="_compute_condition_help")

    @api.depends("model")
    def _compute_condition_help(self):
        for policy in self:
            known = policy._is_approvable(policy.model)
            policy.condition_help = policy._sentence_conditions() if known else False

    def _sentence_conditions(self):
        records = self.env[self.model]
        types = records._approval_condition_types()
        amount = records._approval_amount_field
        example = f"[('{amount}', '>=', 1000)]" if amount else "[('currency_id.name', '=', 'KES')]"
        intro = self.env._(
            "[] means all. A condition is a list such as %(example)s. It can use:", example=example
        )
        return "\n".join([intro, *(self._line_of(records, path, types[path]) for path in types)])

    @api.model
    def _line_of(self, records, path, kind):
        """A path, its label and, if there are few, its values."""
        names = path.split(".")
        above = [".".join(names[: depth + 1]) for depth in range(len(names))]
        fields_on_it = [records._approval_field_at(one) for one in above]
        labels = " / ".join(field._description_string(self.env) for field in fields_on_it)
        if kind == "many2one":
            return self.env._(
                "%(path)s – %(label)s (number of the record)", path=path, label=labels
            )
        line = self.env._("%(path)s – %(label)s", path=path, label=labels)
        if kind != "selection":
            return line
        values = fields_on_it[-1]._description_selection(self.env)
        return f"{line}: {', '.join(repr(value) for value, _label in values)}"
