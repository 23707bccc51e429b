from odoo import models

from ..tools import steps


def label_of(record, state):
    """The label of a state, or the state itself if it has none."""
    labels = dict(record._fields["state"]._description_selection(record.env))
    return labels.get(state, state)


class G2PProgram(models.Model):
    """The steps that the state of a programme allows."""

    _inherit = "g2p.program"

    def _why_not_now(self, step):
        """A sentence on why a step is not possible in this programme now; False if it is possible.

        :param str step: a key of ``tools.steps.PROGRAM``
        """
        self.ensure_one()
        program_sudo = self.sudo()  # sudo: the result does not depend on the user
        kept = step in steps.KEPT and program_sudo._voucher_manager().on_end != "at_once"
        wrong = program_sudo._wrong_state(step, kept)
        if wrong is None:
            return False
        return f"{program_sudo._sentence_state(wrong)} {self._remedy(step)}"

    def _wrong_state(self, step, kept):
        """The state or mark that prevents a step; None if there is none.

        :param bool kept: live vouchers stay valid until their date
        """
        found = steps.marks(self.state, self.active, self.locked)
        return steps.first_wrong(found, steps.of_program(step, kept))

    def _sentence_state(self, state):
        """A sentence on the state of the programme."""
        name = self.name
        sentences = {
            steps.ENDED: self.env._("The programme %(program)s has ended.", program=name),
            steps.LOCKED: self.env._("The programme %(program)s is locked.", program=name),
            steps.ARCHIVED: self.env._("The programme %(program)s is archived.", program=name),
        }
        return sentences.get(state) or self.env._(
            "The programme %(program)s has the unknown state “%(state)s”.",
            program=name,
            state=label_of(self, state),
        )

    def _remedy(self, step):
        """A sentence on the next step."""
        remedies = {
            "apply": self.env._(
                "It takes no applications. Your answers are saved; ask the office what else you "
                "can apply for."
            ),
            "wait": self.env._(
                "Nothing is approved in it at present. The office can inform you about your "
                "application; you can also withdraw it."
            ),
            "decide": self.env._(
                "Nothing is approved in it any more. Reject the application with a reason, or ask "
                "the programme's manager to reopen the programme."
            ),
            "prepare": self.env._("No vouchers are prepared in it until its manager reopens it."),
            "issue": self.env._(
                "No vouchers are issued in it. Ask its manager to reopen it, or revoke the voucher."
            ),
        }
        return remedies.get(step) or self.env._("Ask the programme's manager.")

    # === Archiving === #
    def toggle_active(self):
        # OpenG2P cancels the cycles, and so the open matters, before it writes
        refusal = self.env._("This programme cannot be archived now.")
        self.filtered("active")._refuse_open_matters(refusal)
        return super().toggle_active()


class G2PCycle(models.Model):
    """The steps that the state of a cycle allows; cancelling one cancels its vouchers."""

    _inherit = "g2p.cycle"

    def _why_not_now(self, step):
        """The same for a cycle and its programme."""
        self.ensure_one()
        cycle_sudo = self.sudo()  # sudo: as of the programme
        why = cycle_sudo.program_id._why_not_now(step)
        if why or step not in steps.CYCLE:
            return why
        found = steps.marks(cycle_sudo.state, locked=cycle_sudo.locked)
        wrong = steps.first_wrong(found, steps.CYCLE[step])
        if wrong is None:
            return False
        if wrong == steps.LOCKED:
            return self.env._(
                "The cycle %(cycle)s is locked while OpenG2P processes it. Try again later.",
                cycle=cycle_sudo.name,
            )
        return self.env._(
            "The cycle %(cycle)s has the state “%(state)s”, in which this is not possible. Ask "
            "the programme's manager.",
            cycle=cycle_sudo.name,
            state=label_of(cycle_sudo, wrong),
        )

    def write(self, vals):
        done = super().write(vals)
        if vals.get("state") == "cancelled":
            # sudo: users who cancel cycles need not see vouchers
            self.env["g2p.voucher"].sudo()._live_of_cycles(self).entitlement_id.write(
                {"state": "cancelled"}
            )
        return done


class G2PEntitlement(models.Model):
    """The steps that the state of an entitlement allows, with its cycle and programme."""

    _inherit = "g2p.entitlement"

    def _why_not_now(self, step):
        """The same for an entitlement, its cycle and its programme."""
        self.ensure_one()
        entitlement_sudo = self.sudo()  # sudo: as of the programme
        why = entitlement_sudo.cycle_id._why_not_now(step)
        if why or entitlement_sudo.state in steps.ENTITLEMENT[step]:
            return why
        return self.env._(
            "Entitlement %(code)s has the state “%(state)s”, in which this is not possible.",
            code=entitlement_sudo.code,
            state=label_of(entitlement_sudo, entitlement_sudo.state),
        )
