import hashlib
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import RedirectWarning

from odoo.addons.g2p_suite_base.tools import rows

#: time in which the exports of one user and one model are added up
WINDOW = timedelta(hours=24)
#: of the transaction: {(user, model): reason} that was used up in it
USED = "g2p_suite_export.used"


class G2PExportLog(models.Model):
    """An export of rows about people or money: who, when, what, how many, and why.

    One row for each model whose records left, those that the fields' paths led to too. Append-only,
    and without a value of any row: the names of the fields, and a digest of the ids, by which an
    auditor can prove that a list found elsewhere is this export.
    """

    _name = "g2p.export.log"
    _description = "Export"
    _inherit = "g2p.append.only.mixin"
    _order = "id desc"
    _rec_name = "res_model"

    date = fields.Datetime("When", required=True, readonly=True, index=True)
    user_id = fields.Many2one("res.users", "Who", required=True, readonly=True, ondelete="restrict")
    kind = fields.Selection(
        [("rows", "Rows"), ("table", "Pivot table")], required=True, readonly=True
    )
    res_model = fields.Char("Model", required=True, readonly=True, index=True)
    model_label = fields.Char("Kind of record", compute="_compute_model_label")
    row_count = fields.Integer("Rows", required=True, readonly=True)
    field_names = fields.Text("Fields", readonly=True)
    digest = fields.Char(
        readonly=True,
        help="SHA-256 of the records' ids, sorted and separated by commas; of a pivot table, of "
        "the data that the browser sent.",
    )
    reason = fields.Text(readonly=True, help="Empty: no more rows than are free of a reason.")
    company_id = fields.Many2one(
        "res.company",
        readonly=True,
        ondelete="restrict",
        help="Of the exported records. Empty: of several companies, or of none.",
    )

    _counted_idx = models.Index("(user_id, res_model, date)")

    @api.depends("res_model")
    @api.depends_context("lang")
    def _compute_model_label(self):
        # sudo: the name of a kind of record is no secret
        models_sudo = self.env["ir.model"].sudo()
        found = models_sudo.search_fetch(
            [("model", "in", self.mapped("res_model"))], ["model", "name"]
        )
        labels = {model.model: model.name for model in found}
        for row in self:  # the addon may be gone
            row.model_label = labels.get(row.res_model, row.res_model)

    @api.model
    def _label(self, name):
        return self.new({"res_model": name}).model_label

    def _kept_sentences(self):
        return {
            "create": self.env._("Exports are recorded automatically. None can be added by hand."),
            "write": self.env._("Recorded exports cannot be edited."),
            "unlink": self.env._("Recorded exports cannot be deleted."),
        }

    # === BUSINESS: may these rows leave? === #

    @api.model
    def _may_export(self):
        """Whether this is a user who may export; the server's own methods are not asked."""
        user = self.env.user
        return not self.env.su and (
            self.env.is_admin() or user.has_group("base.group_allow_export")
        )

    @api.model
    def _one_at_a_time(self):
        """Let an export wait for another one of the same user, whose rows it has to add up.

        It is retried then, since its snapshot does not show them.
        """
        user_sudo = self.env.user.sudo()  # sudo: a lock on the user's own row
        rows.hold(user_sudo, referable=True, change=True)

    @api.model
    def _check(self, model, count):
        """Refuse an export that needs a reason, if the user has given none.

        :raises RedirectWarning: with a button that opens the dialog to give it
        """
        over = self._over({model: count})
        if not over or self._used(model):
            return
        if not self.env["g2p.export.reason"]._find_waiting(model):
            raise self._refusal(model, over)

    @api.model
    def _admit_rows(self, taken, lines):
        """Log an export, a row for each model, and use up its reason.

        :param list taken: [(records, names of fields)] by model; first the exported records
        :param int lines: of the file: one record may take several
        :raises RedirectWarning: as `_check`
        """
        vals_list = []
        for records, names in taken:
            ids = ",".join(map(str, sorted(records.ids)))
            count = len(records) if vals_list else max(len(records), lines)
            vals = self._prepare_vals("rows", records._name, count, names, ids)
            vals_list.append({**vals, "company_id": self._company_of(records).id})
        self._admit(vals_list)

    @api.model
    def _admit_table(self, model, count, names, content):
        """Log the download of a pivot table, whose text the browser sent, as `_admit_rows`."""
        self._one_at_a_time()
        self._admit([self._prepare_vals("table", model, count, names, content)])

    @api.model
    def _admit(self, vals_list):
        """Add the rows of one export. Its reason is one for the model of the first row."""
        model = vals_list[0]["res_model"]
        over = self._over({vals["res_model"]: vals["row_count"] for vals in vals_list})
        reason = self._take_reason(model) if over else False
        if reason is None:
            raise self._refusal(model, over)
        # sudo: nobody has a right to add a row
        self.sudo().create([{**vals, "reason": reason} for vals in vals_list])

    @api.model
    def _prepare_vals(self, kind, model, count, names, content):
        """Values of a row; `content` is the text whose digest is kept."""
        return {
            "date": fields.Datetime.now(),
            "user_id": self.env.uid,
            "kind": kind,
            "res_model": model,
            "row_count": count,
            "field_names": ", ".join(names),
            "digest": hashlib.sha256(content.encode()).hexdigest(),
        }

    # === HELPERS === #

    @api.model
    def _limit(self):
        # sudo: a number of the user's companies
        return min(self.env.user.sudo().company_ids.mapped("export_rows_free"))

    @api.model
    def _over(self, counts):
        """Of rows that the user is about to export, {model: rows within 24 hours without a reason}
        where they are more than are free.

        :param dict counts: {model: rows}
        """
        counted = [
            ("user_id", "=", self.env.uid),
            ("res_model", "in", list(counts)),
            ("date", ">", fields.Datetime.now() - WINDOW),
            ("reason", "=", False),
        ]
        # sudo: only a sum of the user's own rows
        before = dict(self.sudo()._read_group(counted, ["res_model"], ["row_count:sum"]))
        totals = {model: count + before.get(model, 0) for model, count in counts.items()}
        limit = self._limit()
        return {model: total for model, total in totals.items() if total > limit}

    @api.model
    def _used(self, model):
        """The reason that was used up in this transaction: 17.0 exports each group by itself."""
        return self.env.cr.precommit.data.get(USED, {}).get((self.env.uid, model))

    @api.model
    def _take_reason(self, model):
        """The reason of this export, which is good for no other one; None where there is none."""
        used = self.env.cr.precommit.data.setdefault(USED, {})
        key = (self.env.uid, model)
        if key not in used:
            reason = self.env["g2p.export.reason"]._take(model)
            if reason is None:
                return None
            used[key] = reason
        return used[key]

    @api.model
    def _refusal(self, model, over):
        """The error of an export of the model without a reason; its button opens the dialog.

        :param dict over: as from `_over`
        """
        kind, total = next(iter(over.items()))
        message = self.env._(
            "With this export you would have taken %(rows)s rows (%(kind)s) within 24 hours, more "
            "than %(limit)s rows: give a reason, and export again.",
            rows=total,
            kind=self._label(kind),
            limit=self._limit(),
        )
        action = self.env.ref("g2p_suite_export.g2p_export_reason_action").id
        context = {"default_res_model": model}
        return RedirectWarning(message, action, self.env._("Give a reason"), context)

    @api.model
    def _company_of(self, records):
        """The company of all these records; none where they have several or none."""
        none = self.env["res.company"]
        field = records._fields.get("company_id")
        if not (field and field.store and field.comodel_name == none._name):
            return none
        # sudo: which companies they are of; archived records count
        records_sudo = records.sudo().with_context(active_test=False)
        found = records_sudo._read_group([("id", "in", records.ids)], ["company_id"])
        return found[0][0].sudo(False) if len(found) == 1 else none
