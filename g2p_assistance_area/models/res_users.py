from odoo import fields, models, tools


class ResUsers(models.Model):
    """The cases that an office user sees, as record rules ask for them."""

    _inherit = "res.users"

    assistance_scope_ids = fields.One2many(
        "g2p.assistance.scope",
        "user_id",
        "Areas and programmes",
        groups="g2p_immediate_assistance.group_assistance_auditor",
    )

    @tools.ormcache("self.id")
    def _case_scope_ids(self):
        """(ids of areas and their parts, ids of programmes); None stands for all."""
        # sudo: rules ask for every user; archived areas and programmes too, since without them a
        # row would be empty, which means all
        scope_sudo = self.env["g2p.assistance.scope"].sudo().with_context(active_test=False)
        mine_sudo = scope_sudo.search([("user_id", "=", self.id)], limit=1)
        areas_sudo, programs = mine_sudo.area_ids, tuple(mine_sudo.program_ids.ids)
        if not areas_sudo:
            return None, programs or None
        parts = areas_sudo.search([("id", "child_of", areas_sudo.ids)])
        return tuple(parts.ids), programs or None

    def _sees_only_some_cases(self):
        return super()._sees_only_some_cases() or self._case_scope_ids() != (None, None)

    def _case_scope(self, *links):
        """Domain of the rows that belong to cases which the user may see.

        :param links: fields that lead from the rows to their case; without any, the rows have a
            place themselves
        """
        if self._case_scope_ids() == (None, None):
            return [(1, "=", 1)]
        if links:
            name, *further = links
            return ["|", (name, "=", False), (name, "any", self._case_scope(*further))]
        limits = zip(("area_id", "program_id"), self._case_scope_ids(), strict=True)
        parts = [
            ["|", (name, "=", False), (name, "in", list(ids))]
            for name, ids in limits
            if ids is not None
        ]
        return ["&"] * (len(parts) - 1) + [term for part in parts for term in part]

    def _case_scope_of(self, model):
        """The same for the rows of a model, by all of its links to cases."""
        if self._case_scope_ids() == (None, None):
            return [(1, "=", 1)]
        links = self.env["g2p.assistance.scope"]._links_to_cases()
        return self._case_scope_by(links, model) or [(1, "=", 1)]

    def _case_scope_by(self, links, model, *above):
        """Domain of the rows of a model; empty if no link leads to a case.

        :param links: ``{model: fields}``
        :param above: models on the way here; a way back to them adds nothing
        """
        if model not in links:
            return self._case_scope()
        domain = []
        for name in links[model]:
            owner = self.env[model]._fields[name].comodel_name
            if owner not in (model, *above):
                within = self._case_scope_by(links, owner, model, *above)
                domain += ["|", (name, "=", False), (name, "any", within)] if within else []
        return domain

    def _is_case_in_scope(self, area, program):
        """Whether the user may see the cases of an area (empty: without a place) and a
        programme."""
        pairs = zip((area, program), self._case_scope_ids(), strict=True)
        return all(ids is None or not one or one.id in ids for one, ids in pairs)
