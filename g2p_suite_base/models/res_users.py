from odoo import api, models

from .g2p_audit_mixin import HIDDEN

#: sign-in settings; of a password, only the fact that it was set
SIGN_IN = ("active", "login", "password")


class ResUsers(models.Model):
    """Officers' roles and ways of signing in: changes are recorded."""

    _inherit = "res.users"

    def _audit_roles(self):
        """Pairs (group, user) of the roles that are followed."""
        groups_sudo = self.env["res.groups"]._audit_groups()
        users_sudo = self.sudo()  # sudo: not every user may read groups of users
        return {
            (group.id, user.id) for user in users_sudo for group in user.all_group_ids & groups_sudo
        }

    @api.model
    def _audit_moves_roles(self, vals):
        """Whether the values can change roles; some series write them in virtual fields of a
        view."""
        return any(
            name not in self._fields or self._fields[name].comodel_name == "res.groups"
            for name in vals
        )

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        users = super().create(vals_list)
        self.env["res.groups"]._audit_record_members(set(), users._audit_roles())
        return users

    def write(self, vals):
        moved = self._audit_moves_roles(vals)
        before = self._audit_roles() if moved else set()
        signing = self._audit_sign_in(vals)
        done = super().write(vals)
        if moved:
            self.env["res.groups"]._audit_record_members(before, self._audit_roles())
        self._audit_record_sign_in(vals, signing)
        return done

    def unlink(self):
        self.env["res.groups"]._audit_record_members(self._audit_roles(), set())
        return super().unlink()

    # === Signing in === #

    def _audit_sign_in(self, vals):
        """{user: {field: value}} before a write, of those who have a role that is followed."""
        names = [name for name in SIGN_IN if name in vals]
        if not names:
            return {}
        officers = {user for _group, user in self._audit_roles()}
        users_sudo = self.sudo().browse(sorted(officers))  # sudo: as in _audit_roles
        return {user: {name: user[name] for name in names} for user in users_sudo}

    def _audit_record_sign_in(self, vals, before):
        rows = []
        for user, values in before.items():
            for name, old in values.items():
                if name == "password":
                    rows.append((user, name, HIDDEN, HIDDEN if vals[name] else ""))
                elif old != user[name]:
                    rows.append((user, name, self._audit_word(old), self._audit_word(user[name])))
        self.env["g2p.audit.change"]._append("write", rows)

    @api.model
    def _audit_word(self, value):
        """A login, or whether somebody may sign in."""
        return {True: "yes", False: "no"}.get(value, value)

    # === HOOKS === #

    def _sees_only_some_cases(self):
        """Whether record rules limit the user to a part of the cases of their companies."""
        return False

    def _on_seen_cases_changed(self):
        """The limits by which these users see a part of the cases are other ones now."""
