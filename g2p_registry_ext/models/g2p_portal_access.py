from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

from odoo.addons.g2p_suite_base.tools import actions

#: days until somebody who has proven who they are has to do it again
PROOF_DAYS = 365


class G2PPortalAccess(models.Model):
    """The right of a portal user to act for a registrant: in which relation, and until when.

    Never derived from a shared contact or company: only a row here gives access to a person's
    cases.
    """

    _name = "g2p.portal.access"
    _description = "Portal Access to a Registrant"
    _inherit = ["g2p.portal.sight.mixin", "g2p.audit.mixin"]
    _portal_fields = ("relation", "verified_until", "active")
    _no_user_defaults = True
    _order = "id desc"
    _rec_name = "registrant_id"

    _audit_fields = ("user_id", "registrant_id", "relation", "verified_until", "active")
    _audit_by_id = ("user_id", "registrant_id")

    user_id = fields.Many2one(
        "res.users", "Portal user", required=True, index=True, ondelete="cascade"
    )
    registrant_id = fields.Many2one(
        "res.partner",
        required=True,
        index=True,
        ondelete="cascade",
        domain=[("is_registrant", "=", True)],
    )
    relation = fields.Selection(
        [
            ("self", "The person"),
            ("guardian", "Guardian"),
            ("helper", "Helper"),
            ("hospital", "Hospital"),
        ],
        required=True,
        default="self",
    )
    verified_until = fields.Datetime(help="Empty: no limit.")
    date_proven = fields.Datetime(
        "Proven on",
        readonly=True,
        help="When the user showed with an ID that they are this person.",
    )
    active = fields.Boolean(default=True)

    _user_registrant_uniq = models.Constraint(
        "UNIQUE (user_id, registrant_id)",
        "This user already has access to this registrant. Change or reactivate that row.",
    )

    @api.constrains("registrant_id")
    def _check_registrant(self):
        for access in self:
            if not access.registrant_id.is_registrant:
                raise ValidationError(
                    self.env._("This contact is not a registrant. Register the person first.")
                )

    # === CRUD: no constraints, which run as superuser and do not see who asks === #

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            vals_list = [self._without_proof(vals) for vals in vals_list]
        accesses = super().create(vals_list)
        accesses._check_not_own()
        accesses.registrant_id._invalidate_identity()
        return accesses

    def write(self, vals):
        self._check_not_own()
        if not self.env.su:
            vals = self._without_proof(vals)
        if not vals.get("active", True) or vals.get("relation", "self") != "self":
            vals = {**vals, "date_proven": False}  # who gets it again proves it again
        if {"user_id", "registrant_id"} & set(vals):
            raise AccessError(
                self.env._(
                    "You cannot change the user or the registrant of an access. Add another access."
                )
            )
        with self.user_id._tie_changes():
            return super().write(vals)

    def unlink(self):
        with self.user_id._tie_changes():
            return super().unlink()

    @api.model
    def _without_proof(self, vals):
        """The values without the date of a proof, which only a proof sets."""
        return {name: value for name, value in vals.items() if name != "date_proven"}

    def _check_not_own(self):
        if not self.env.su and self.env.user in self.user_id:
            raise AccessError(
                self.env._("You cannot give access to yourself. Ask another administrator.")
            )

    def _audit_wanted(self):
        # access granted by the engine while a case is decided is in the log of the case
        return self.browse() if self.env.su else self

    # === ACTIONS === #

    def action_prove(self):
        """Record that the person has shown their document in the office: it is a proof."""
        self.ensure_one()
        self.check_access("write")
        self._check_not_own()
        if self.relation != "self" or not self.active:
            raise UserError(
                self.env._(
                    "Only the person can prove who they are: choose the relation “The person”."
                )
            )
        before = fields.Datetime.to_string(self.date_proven) if self.date_proven else ""
        row_sudo = self._prove_self(self.user_id, self.registrant_id)
        after = fields.Datetime.to_string(row_sudo.date_proven)
        self.env["g2p.audit.change"]._append("write", [(self, "date_proven", before, after)])
        return actions.reload()

    # === BUSINESS === #

    @api.model
    def _grant(self, user, registrant, relation="self", verified_until=False):
        """Let a user act for a registrant; an existing row is renewed.

        The caller has checked that the current user may decide this.
        """
        access_sudo = self._rows_sudo(user, registrant)
        vals = {"relation": relation, "verified_until": verified_until, "active": True}
        if access_sudo:
            access_sudo.write(vals)
            return access_sudo
        return access_sudo.create({"user_id": user.id, "registrant_id": registrant.id, **vals})

    def _revoke(self):
        """End the access; the row is kept."""
        self.sudo().write({"active": False})  # sudo: the caller has checked the right

    @api.model
    def _registrants_of(self, user):
        """Registrants for whom the user may act now, as ``res.partner`` under sudo."""
        return self._valid_rows_sudo(user).registrant_id

    @api.model
    def _ended_registrants(self, user):
        """Registrants for whom the user could act, and may not now, as ``res.partner`` under
        sudo."""
        # sudo: as in _registrants_of
        rows_sudo = self.sudo().with_context(active_test=False)
        return rows_sudo.search([("user_id", "=", user.id)]).registrant_id - self._registrants_of(
            user
        )

    @api.model
    def _ended_pairs(self, users, registrants):
        """{(id of a user, id of a registrant)}: `_ended_registrants` of many, with one query."""
        now = fields.Datetime.now()
        # sudo: as in _registrants_of
        rows_sudo = self.sudo().with_context(active_test=False)
        rows_sudo = rows_sudo.search(
            [("user_id", "in", users.ids), ("registrant_id", "in", registrants.ids)]
        )
        valid_sudo = rows_sudo.filtered(
            lambda row: row.active and (not row.verified_until or row.verified_until >= now)
        )
        each, valid = (
            {(row.user_id.id, row.registrant_id.id) for row in some}
            for some in (rows_sudo, valid_sudo)
        )
        return each - valid

    @api.model
    def _relation_of(self, user, registrant):
        """The user's current relation to the registrant, or False without access."""
        rows_sudo = self._valid_rows_sudo(user)
        return rows_sudo.filtered(lambda a: a.registrant_id == registrant).relation

    # === One's own === #

    @api.model
    def _own_registrants(self, user):
        """The user's own registrants, under sudo: one, unless the register has a person twice."""
        rows_sudo = self._valid_rows_sudo(user)
        return rows_sudo.filtered(lambda a: a.relation == "self").registrant_id

    @api.model
    def _why_not_self(self, user, registrant):
        """Why a user cannot be this person: the office has *ended* their access, they *act* for
        them as somebody else (an expired guardian stays one), or are *another* person already;
        else empty."""
        row_sudo = self._rows_sudo(user, registrant)
        if row_sudo and not row_sudo.active:
            return "ended"
        if row_sudo and row_sudo.relation != "self":
            return "acts"
        return "another" if self._own_registrants(user) - registrant else ""

    @api.model
    def _proven_users(self, registrant):
        """The accounts whose users have proven to be this person, under sudo, the latest first;
        closed ones and those whose proof has expired too.

        Not those that only an officer has linked: somebody else may hold one, who applied with the
        person's document.
        """
        # sudo: before signing in
        rows_sudo = self.sudo().search(
            [
                ("registrant_id", "=", registrant.id),
                ("active", "=", True),
                ("relation", "=", "self"),
                ("date_proven", "!=", False),
            ],
            order="date_proven desc, id desc",
        )
        return rows_sudo.user_id

    @api.model
    def _prove_self(self, user, registrant):
        """Renew the access of a user who has proven to be this person now. A proof without a limit,
        as an officer gives it, stays without one."""
        row_sudo, now = self._rows_sudo(user, registrant), fields.Datetime.now()
        is_endless = row_sudo.active and row_sudo.relation == "self" and not row_sudo.verified_until
        if not is_endless:
            until = fields.Datetime.add(now, days=PROOF_DAYS)
            row_sudo = self._grant(user, registrant, "self", until)
        row_sudo.write({"date_proven": now})
        return row_sudo

    @api.model
    def _proven_registrant(self, user):
        """The one person who the user has proven to be within the last year, under sudo; else
        empty."""
        since = fields.Datetime.add(fields.Datetime.now(), days=-PROOF_DAYS)
        rows_sudo = self._valid_rows_sudo(user).filtered(lambda a: a.relation == "self")
        rows_sudo = rows_sudo.filtered(lambda a: a.date_proven and a.date_proven >= since)
        found_sudo = rows_sudo.registrant_id
        return found_sudo if len(found_sudo) == 1 else found_sudo.browse()

    # === HELPERS === #

    @api.model
    def _valid_rows_sudo(self, user):
        now = fields.Datetime.now()
        # sudo: portal users read only their own rows, but callers ask about any user
        return self.sudo().search(
            [
                ("user_id", "=", user.id),
                ("active", "=", True),  # record rules are evaluated without the usual filter
                "|",
                ("verified_until", "=", False),
                ("verified_until", ">=", now),
            ]
        )

    @api.model
    def _rows_sudo(self, user, registrant):
        # sudo: see _grant
        return (
            self.sudo()
            .with_context(active_test=False)
            .search([("user_id", "=", user.id), ("registrant_id", "=", registrant.id)])
        )
