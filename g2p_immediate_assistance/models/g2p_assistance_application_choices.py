import re

from odoo import api, models


class G2PAssistanceApplication(models.Model):
    """Questions whose answers the registry offers, and the form of ID numbers that it asks for."""

    _inherit = "g2p.assistance.application"

    @api.model
    def _has_choices(self, name):
        """Whether the registry offers anything to choose from."""
        # sudo: whether there are choices is public; archived ones are none, whatever the context
        choices_sudo = self.env[self._fields[name].comodel_name].sudo()
        return bool(choices_sudo.with_context(active_test=True).search_count([], limit=1))

    @api.model
    def _sentence_no_choices(self):
        """Of a question that the office has emptied since people began to apply."""
        return self.env._(
            "There is nothing to choose here at the moment. Save what you wrote and come back "
            "later, or ask the office: it has to add the choices first."
        )

    def _refuse_wrong_number(self, clean):
        """{field: sentence} when the number has not the form of its kind of ID: the registry would
        refuse it from the officer, who did not type it."""
        # sudo: people need not read kinds of ID
        kind_sudo = self.env["g2p.id.type"].sudo().browse(clean.get("id_type_id"))
        number = clean.get("id_number")
        if not kind_sudo or not number or self._is_number_of(kind_sudo, number):
            return {}
        return {
            "id_number": self.env._(
                "This is no number of the kind %(kind)s. Enter it as it is printed on the "
                "document.",
                kind=kind_sudo.name,
            )
        }

    @api.model
    def _is_number_of(self, kind_sudo, number):
        """Whether the registry takes the number for this kind of ID."""
        try:
            return bool(re.fullmatch(kind_sudo.id_validation or ".*", number))
        except re.error:  # no pattern that anybody could meet
            return True

    def _prepare_reg_id_vals(self):
        """The ID for the registry, as a list: none where its kind was not asked for, or where the
        registry would not take the number. The case keeps what was written."""
        kind_sudo = self.sudo().id_type_id  # sudo: officers have no right on kinds of ID
        fits = kind_sudo and self.id_number and self._is_number_of(kind_sudo, self.id_number)
        return [{"id_type": kind_sudo.id, "value": self.id_number}] if fits else []
