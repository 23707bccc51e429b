from decimal import Decimal

from odoo import api, models

from odoo.addons.g2p_suite_base.tools import numbers

from ..tools import score as tool


class G2PAssistanceArithmetic(models.AbstractModel):
    """The score of answers to criteria in words: for the dialog, the case and the preview."""

    _name = "g2p.assistance.arithmetic"
    _description = "Arithmetic of an Assessment in Words"

    # === The score === #

    @api.model
    def _rows(self, criteria, answers):
        """One dict (key, label, working) for each criterion, in their order."""
        found = {line.key: line for line in tool.reckon(criteria, answers).lines}
        lang = self.env.lang or "en_US"
        return [
            {
                "key": one["key"],
                "label": tool.text_in(one["label"], lang),
                "working": self._working(one, answers.get(one["key"]), found.get(one["key"])),
            }
            for one in criteria
        ]

    @api.model
    def _working(self, criterion, answer, line):
        """How one answer counts."""
        if line is None:
            return self.env._("not answered: does not count")
        words = {"weight": criterion["weight"], "points": line.points, "most": line.most}
        if criterion["kind"] == "yes_no":
            return self.env._(
                "%(answer)s × weight %(weight)s = %(points)s of %(most)s",
                answer=self._yes_no(answer),
                **words,
            )
        return self.env._(
            "%(got)s of %(out_of)s × weight %(weight)s = %(points)s of %(most)s",
            got=line.got,
            out_of=line.out_of,
            **words,
        )

    @api.model
    def _yes_no(self, answer):
        return self.env._("Yes") if answer == "yes" else self.env._("No")

    @api.model
    def _total(self, criteria, answers):
        """The sentence on the sum."""
        score = tool.reckon(criteria, answers)
        percent, is_exact = tool.percent(score.points, score.most)
        words = {"points": score.points, "most": score.most, "percent": percent}
        if is_exact:
            return self.env._("Total: %(points)s of %(most)s points = %(percent)s %%.", **words)
        return self.env._(
            "Total: %(points)s of %(most)s points = %(percent)s %%, rounded.", **words
        )

    @api.model
    def _notes(self, criteria, answers):
        """Sentences on what a reader would ask about the sum."""
        score, notes = tool.reckon(criteria, answers), []
        skipped = len(criteria) - len(score.lines)
        if score.lines and skipped:
            notes.append(
                self.env._(
                    "Criteria without an answer, which do not count in the total: %(count)s.",
                    count=skipped,
                )
            )
        if any(line.out_of != score.unit for line in score.lines):
            notes.append(
                self.env._(
                    "A weight of 1 has %(unit)s points, so that each criterion counts by its "
                    "weight, whatever the length of its scale.",
                    unit=score.unit,
                )
            )
        return notes

    # === The suggested amount === #

    @api.model
    def _suggest(self, form, answers, requested, ceiling, currency):
        """The amount that the table suggests, as data to keep; None without a table or a score."""
        score = tool.reckon(form["criteria"], answers)
        if not form["bands"] or not score.most:
            return None
        percent, _exact = tool.percent(score.points, score.most)
        found = tool.band(form["bands"], percent)
        if found is None:
            return {"score": percent, "lowest": min(one[0] for one in form["bands"])}
        step = numbers.exact(currency.rounding)
        wanted, limit = numbers.exact(requested), numbers.exact(ceiling)
        amount, rounded, limited = tool.share(wanted, found[1], step, limit)
        return {
            "score": percent,
            "from": found[0],
            "share": found[1],
            "requested": str(wanted),
            "ceiling": str(limit),
            "amount": str(amount),
            "rounded": rounded,
            "limited": limited,
        }

    @api.model
    def _suggested_amount(self, suggestion):
        """The amount as the columns of money have it; 0 without one."""
        return float(Decimal(suggestion.get("amount", "0"))) if suggestion else 0.0

    @api.model
    def _sentence_suggested(self, suggestion, currency):
        """How the suggested amount comes about; empty without a table or a score."""
        if not suggestion:
            return ""
        if "amount" not in suggestion:
            return self.env._(
                "No amount is suggested: the table of amounts begins at %(lowest)s %%.",
                lowest=suggestion["lowest"],
            )
        money = {
            name: currency.format(float(Decimal(suggestion[name])))
            for name in ("requested", "ceiling", "amount")
        }
        sentence = self.env._(
            "Suggested: %(share)s %% of the requested %(requested)s, as from a score of "
            "%(start)s %% = %(amount)s.",
            share=suggestion["share"],
            start=suggestion["from"],
            requested=money["requested"],
            amount=money["amount"],
        )
        if suggestion["limited"]:
            limit = self.env._(
                "The ceiling of this assistance, %(ceiling)s, limits it.", ceiling=money["ceiling"]
            )
            return f"{sentence} {limit}"
        if suggestion["rounded"]:
            return f"{sentence} {self.env._('It is rounded down to what can be paid.')}"
        return sentence
