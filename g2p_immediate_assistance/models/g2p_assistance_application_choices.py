import re

from odoo import api, models


class G2PAssistanceApplication(models.Model):
    """Questions with choices from the registry, and the registry's format of ID numbers."""

    _inherit = "g2p.assistance.application"

    @api.model
    def _has_choices(self, name):
        """Whether the registry has any choice for the field."""
        # sudo: whether there are choices is public; archived ones never count
        choices_sudo = self.env[self._fields[name].comodel_name].sudo()
        return bool(choices_sudo.with_context(active_test=True).search_count([], limit=1))

    @api.model
    def _sentence_no_choices(self):
        """The message for a question whose choices were removed after the type was opened."""
        return self.env._(
            "There is nothing to choose from at the moment. Save your answers and come back later, "
            "or ask the office to add the choices."
        )

    def _id_number_errors(self, clean):
        """{field: sentence} when the number does not match the format of its kind of ID.

        Otherwise the registry would reject it later, when an officer registers the person.
        """
        # sudo: people need not read kinds of ID
        kind_sudo = self.env["g2p.id.type"].sudo().browse(clean.get("id_type_id"))
        number = clean.get("id_number")
        if not kind_sudo or not number or self._is_number_of(kind_sudo, number):
            return {}
        return {
            "id_number": self.env._(
                "This is not a valid number for %(kind)s. Enter it as it is printed on the "
                "document.",
                kind=kind_sudo.name,
            )
        }

    @api.model
    def _is_number_of(self, kind_sudo, number):
        """Whether the registry accepts the number for this kind of ID."""
        try:
            return bool(re.fullmatch(kind_sudo.id_validation or ".*", number))
        except re.error:  # an invalid pattern matches no number
            return True

    def _prepare_reg_id_vals(self):
        """The ID for the registry, as a list: empty without a kind of ID, or with a number that the
        registry would reject. The application keeps the number as typed."""
        kind_sudo = self.sudo().id_type_id  # sudo: officers have no right on kinds of ID
        fits = kind_sudo and self.id_number and self._is_number_of(kind_sudo, self.id_number)
        return [{"id_type": kind_sudo.id, "value": self.id_number}] if fits else []
