from odoo import api, models

#: holders of one of these roles can grant any other
ADMINISTRATORS = ("group_system", "group_erp_manager")


class ResGroups(models.Model):
    """Members of the suite's roles: changes from either side are recorded."""

    _inherit = "res.groups"

    @api.model
    def _audit_groups(self):
        """Roles whose members auditors follow: those of the suite, of OpenG2P, and of
        administrators; under sudo."""
        # sudo: reads names of roles only; not every user may
        named = (
            self.env["ir.model.data"]
            .sudo()
            .search(
                [
                    ("model", "=", "res.groups"),
                    "|",
                    ("module", "=like", "g2p\\_%"),
                    "&",
                    ("module", "=", "base"),
                    ("name", "in", ADMINISTRATORS),
                ]
            )
        )
        # sudo: the roles are looked at for every user
        return self.sudo().browse(named.mapped("res_id")).exists()

    @api.model
    def _audit_members(self):
        """Pairs (group, user) of all roles that are followed, implied ones included."""
        groups_sudo = self._audit_groups().with_context(active_test=False)
        return {(group.id, user.id) for group in groups_sudo for user in group.all_user_ids}

    @api.model
    def _audit_record_members(self, before, after):
        """Record the members who were added and removed.

        :param before: pairs (group, user); so is ``after``
        """
        rows = [
            (self.browse(group), "user_ids", self._audit_user(user), "")
            for group, user in sorted(before - after)
        ]
        rows += [
            (self.browse(group), "user_ids", "", self._audit_user(user))
            for group, user in sorted(after - before)
        ]
        self.env["g2p.audit.change"]._append("write", rows)

    @api.model
    def _audit_user(self, ident):
        # sudo: the name of an officer, for the auditor
        user_sudo = self.env["res.users"].sudo().browse(ident)
        return f"{user_sudo.name} (#{ident})" if user_sudo.exists() else f"#{ident}"

    @api.model
    def _audit_moves_members(self, vals):
        """Whether the values can change who has a role, directly or by an implied group."""
        fields_of = [self._fields.get(name) for name in vals]
        links = [field for field in fields_of if field and field.store and field.relational]
        return any(field.comodel_name in ("res.users", "res.groups") for field in links)

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        moved = any(self._audit_moves_members(vals) for vals in vals_list)
        before = self._audit_members() if moved else set()
        groups = super().create(vals_list)
        if moved:
            self._audit_record_members(before, self._audit_members())
        return groups

    def write(self, vals):
        if not self._audit_moves_members(vals):
            return super().write(vals)
        before = self._audit_members()
        done = super().write(vals)
        self.env["res.groups"].invalidate_model()  # some series write memberships in SQL
        self._audit_record_members(before, self._audit_members())
        return done

    def unlink(self):
        mine = set(self.ids)
        followed = {pair for pair in self._audit_members() if pair[0] in mine}
        self._audit_record_members(followed, set())
        before = {pair for pair in self._audit_members() if pair[0] not in mine}
        done = super().unlink()
        self.env["res.groups"].invalidate_model()  # members by way of the deleted groups
        self._audit_record_members(before, self._audit_members())
        return done
