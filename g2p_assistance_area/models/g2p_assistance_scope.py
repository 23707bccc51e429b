from odoo import api, fields, models
from odoo.exceptions import AccessError

#: models whose rows have the columns of a place themselves; rules in XML limit them
PLACED = ("g2p.assistance.application", "g2p.approval.request", "g2p.approval.step")
#: models whose rules are in XML, with the fields that lead to what their rows belong to
RULED = {
    "g2p.assistance.member": ("application_id",),
    "g2p.assistance.assessment": ("application_id",),
    "g2p.assistance.fund.move": ("application_id",),
    "g2p.assistance.placement": ("application_id",),
    "g2p.approval.seat": ("step_id",),
    "g2p.approval.decision": ("request_id",),
    "g2p.approval.review": ("request_id",),
    "g2p.voucher": ("application_id",),
    "g2p.voucher.copy": ("voucher_id",),
    "g2p.voucher.event": ("voucher_id",),
    "g2p.voucher.redemption": ("voucher_id",),
    "g2p.entitlement": ("application_ids",),
    "g2p.program_membership": ("assistance_application_ids",),
    "g2p.document": (),  # by all links: each addon that owns files adds one
    "g2p.document.download": ("document_id",),
}


class G2PAssistanceScope(models.Model):
    """The cases that an office user sees: areas and programmes, set by an assistance manager.

    A user without a row, or with a row that names no area, sees the cases of all areas; the same
    holds for programmes. Nobody sets their own.
    """

    _name = "g2p.assistance.scope"
    _description = "Areas and Programmes of an Officer"
    _inherit = ["g2p.audit.mixin", "g2p.company.mixin"]
    _order = "id"
    _rec_name = "user_id"

    _audit_fields = ("user_id", "area_ids", "program_ids")
    _audit_by_id = ("user_id",)

    user_id = fields.Many2one(
        "res.users",
        "Officer",
        required=True,
        ondelete="cascade",
        domain=[("share", "=", False)],
    )
    # restrict: an area that went would leave a row without areas, and so with all of them
    area_ids = fields.Many2many(
        "g2p.area",
        string="Areas",
        ondelete="restrict",
        help="The officer sees and decides only cases of these areas and their parts, and cases "
        "without a place. Empty: all areas of their programmes.",
    )
    program_ids = fields.Many2many(
        "g2p.program",
        string="Programmes",
        ondelete="restrict",
        help="The officer sees and decides only cases of these programmes. Empty: all programmes.",
    )

    _user_uniq = models.Constraint("UNIQUE (user_id)", "This officer already has a row.")

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        scopes = super().create(vals_list)
        scopes._check_setter()
        scopes._on_changed()
        return scopes

    def write(self, vals):
        self._check_setter()
        if any(scope.user_id.id != vals.get("user_id", scope.user_id.id) for scope in self):
            raise AccessError(
                self.env._("The officer of a row cannot be changed. Enter another row.")
            )
        done = super().write(vals)
        self._on_changed()
        return done

    def unlink(self):
        self._check_setter()
        users = self.user_id
        done = super().unlink()
        self._on_changed(users)
        return done

    def _check_setter(self):
        """Refuse users who would widen what they see themselves, or what they are kept from."""
        self.check_access("read")
        user = self.env.user
        if self.env.su:
            return
        if user in self.user_id:
            raise AccessError(
                self.env._("Another assistance manager must set the areas that you see.")
            )
        if user._sees_only_some_cases():
            raise AccessError(
                self.env._(
                    "You see only some areas or programmes yourself. A manager without this limit "
                    "must set those of others."
                )
            )

    def _on_changed(self, users=None):
        """The rules of these users, which are kept in memory, are read again; cases that they leave
        without an officer are reported."""
        self.env.registry.clear_cache()
        users = users or self.user_id
        users._on_seen_cases_changed()
        self.env["g2p.approval.step"]._notice_left(users)

    def _audit_company(self):
        return self.user_id.company_id

    # === Rules of the models above === #

    def _register_hook(self):
        """Limit the models of other addons whose rows belong to a case, whenever the registry
        loads: an addon that is installed later brings no open door."""
        super()._register_hook()
        self._limit_others()

    @api.model
    def _limit_others(self):
        names = self._links_to_cases().keys() - RULED.keys()
        missing = sorted(names - self._limited_by_engine())
        rules_sudo = self.env["ir.rule"].sudo()  # sudo: the engine's own rules
        rules_sudo = rules_sudo.create([self._prepare_rule_vals(name) for name in missing])
        rows = [
            {"xml_id": self._rule_xmlid(name), "record": rule_sudo, "noupdate": True}
            for name, rule_sudo in zip(missing, rules_sudo, strict=True)
        ]
        # sudo: as above; the name of a rule that was deleted with its model is used again
        self.env["ir.model.data"].sudo()._update_xmlids(rows)

    @api.model
    def _limited_by_engine(self):
        """Names of the models whose rule exists; names of rules outlive them, since PostgreSQL
        deletes a rule with its model."""
        xmlids = self.env["ir.model.data"].sudo()  # sudo: the engine's own rules
        ours = [("module", "=", "g2p_assistance_area"), ("model", "=", "ir.rule")]
        named = xmlids.search([*ours, ("name", "=like", "scope\\_rule\\_%")])
        rules_sudo = self.env["ir.rule"].sudo().browse(named.mapped("res_id"))  # sudo: as above
        return set(rules_sudo.exists().model_id.mapped("model"))

    @api.model
    def _rule_xmlid(self, name):
        return f"g2p_assistance_area.scope_rule_{name.replace('.', '_')}"

    @api.model
    def _prepare_rule_vals(self, name):
        return {
            "name": f"Areas and programmes: {self.env[name]._description}",
            "model_id": self.env["ir.model"]._get_id(name),
            "domain_force": f"user._case_scope_of('{name}')",
        }

    @api.model
    def _links_to_cases(self):
        """{model: its fields} of the models whose rows belong to a case by stored links, direct or
        through another of them."""
        found, known = dict(RULED), {*PLACED, *RULED}
        while True:
            more = {
                name: links
                for name, model in self.env.registry.items()
                if name not in known and (links := self._links_of(model, known))
            }
            if not more:
                break
            found.update(more)
            known.update(more)
        found["g2p.document"] = self._links_of(self.env.registry["g2p.document"], known)
        return found

    @api.model
    def _links_of(self, model, known):
        """The model's stored links to these models: each of them limits its rows, except where the
        row cannot be without its case, round or step."""
        own = model._original_module or ""
        if not own.startswith("g2p_") or model._abstract or model._transient:
            return ()
        others = known - {model._name}
        links = [
            field
            for field in model._fields.values()
            if field.type == "many2one" and field.store and field.comodel_name in others
        ]
        certain = [field for field in links if field.required and field.comodel_name in PLACED]
        return tuple(sorted(field.name for field in certain or links))
