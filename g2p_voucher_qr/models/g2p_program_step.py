from odoo import models

from ..tools import steps


def label_of(record, state):
    """A state as users read it; one that has no label as it is."""
    labels = dict(record._fields["state"]._description_selection(record.env))
    return labels.get(state, state)


class G2PProgram(models.Model):
    """Which steps the state of a programme allows."""

    _inherit = "g2p.program"

    def _why_not_now(self, step):
        """Why a step is not possible in this programme now, as a sentence; False when it is.

        :param str step: a key of ``tools.steps.PROGRAM``
        """
        self.ensure_one()
        program_sudo = self.sudo()  # sudo: whether it runs does not depend on who asks
        kept = step in steps.KEPT and program_sudo._voucher_manager().on_end != "at_once"
        wrong = program_sudo._wrong_state(step, kept)
        if wrong is None:
            return False
        return f"{program_sudo._sentence_state(wrong)} {self._remedy(step)}"

    def _wrong_state(self, step, kept):
        """The state or mark that stands against a step; None when nothing does.

        :param bool kept: live vouchers stay good until their date
        """
        found = steps.marks(self.state, self.active, self.locked)
        return steps.first_wrong(found, steps.of_program(step, kept))

    def _sentence_state(self, state):
        """A state of the programme as a sentence."""
        name = self.name
        sentences = {
            steps.ENDED: self.env._("The programme %(program)s has ended.", program=name),
            steps.LOCKED: self.env._("The programme %(program)s is locked.", program=name),
            steps.ARCHIVED: self.env._("The programme %(program)s is archived.", program=name),
        }
        return sentences.get(state) or self.env._(
            "The programme %(program)s has the state “%(state)s”, which the suite does not know.",
            program=name,
            state=label_of(self, state),
        )

    def _remedy(self, step):
        """What to do next."""
        remedies = {
            "apply": self.env._(
                "It takes no applications. Your answers are kept; ask the office what else you "
                "can apply for."
            ),
            "wait": self.env._(
                "Nothing more is approved in it for now. The office says what becomes of your "
                "application; you can also withdraw it."
            ),
            "decide": self.env._(
                "Nothing more is approved in it. Reject the application with a reason, or have "
                "the programme's manager open the programme again."
            ),
            "prepare": self.env._(
                "No voucher is prepared in it, until its manager opens it again."
            ),
            "issue": self.env._(
                "No voucher is issued in it. Have its manager open it again, or revoke the voucher."
            ),
        }
        return remedies.get(step) or self.env._("Ask the manager of the programme.")

    # === Archiving === #
    def toggle_active(self):
        # OpenG2P cancels the cycles before it writes, and with them what hangs on the programme
        refusal = self.env._("This programme cannot be archived now.")
        self.filtered("active")._refuse_open_matters(refusal)
        return super().toggle_active()


class G2PCycle(models.Model):
    """Which steps the state of a cycle allows; a cancelled one takes its vouchers along."""

    _inherit = "g2p.cycle"

    def _why_not_now(self, step):
        """As of the programme, of a cycle and its programme."""
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
                "The cycle %(cycle)s is locked while OpenG2P works on it. Try again later.",
                cycle=cycle_sudo.name,
            )
        return self.env._(
            "The cycle %(cycle)s has the state “%(state)s”, in which this is not possible. Ask "
            "the manager of the programme.",
            cycle=cycle_sudo.name,
            state=label_of(cycle_sudo, wrong),
        )

    def write(self, vals):
        done = super().write(vals)
        if vals.get("state") == "cancelled":
            # sudo: a user who cancels a cycle need not see vouchers
            self.env["g2p.voucher"].sudo()._live_of_cycles(self).entitlement_id.write(
                {"state": "cancelled"}
            )
        return done


class G2PEntitlement(models.Model):
    """Which steps the state of an entitlement allows, with its cycle and programme."""

    _inherit = "g2p.entitlement"

    def _why_not_now(self, step):
        """As of the programme, of an entitlement, its cycle and its programme."""
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
