import secrets

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from odoo.addons.g2p_registry_ext.tools.masking import mask_value
from odoo.addons.g2p_suite_base.tools import folding
from odoo.addons.g2p_suite_base.tools.indexes import trigram
from odoo.addons.g2p_suite_base.tools.rows import hold

from ..tools.reference import with_check
from .g2p_assistance_type import RANK, URGENCY

STATES = [
    ("draft", "Draft"),
    ("submitted", "In decision"),
    ("returned", "Information requested"),
    ("approved", "Approved"),
    ("rejected", "Rejected"),
    ("withdrawn", "Withdrawn"),
]
RELATIONS = [
    ("self", "For myself"),
    ("guardian", "For a child or a person in my care"),
    ("helper", "For somebody I help"),
]


class G2PAssistanceApplication(models.Model):
    """A person's application for assistance: the request, its course and its result."""

    _name = "g2p.assistance.application"
    _description = "Assistance Application"
    _inherit = [
        "g2p.portal.sight.mixin",
        "g2p.portal.gate.mixin",
        "g2p.kept.mixin",
        "g2p.state.mixin",
        "g2p.approval.mixin",
        "g2p.timeline.mixin",
        "g2p.closed.thread",
        "mail.activity.mixin",
    ]
    _order = "urgency_rank desc, answer_by, id"
    _transitions = {
        "draft": {"submitted", "withdrawn"},
        "submitted": {"submitted", "returned", "approved", "rejected", "withdrawn"},
        "returned": {"submitted", "rejected", "withdrawn"},
        "approved": {"withdrawn"},
        "rejected": {"submitted"},
    }
    _mail_post_access = "read"
    #: in addition to the answers, which come from the questions
    _portal_fields = (
        *("name", "public_id", "applicant_user_id", "type_id", "currency_id"),
        *("urgency", "urgency_rank", "birthdate_not_exact", "age", "member_ids", "document_ids"),
        *("portal_step", "state", "approval_state", "date_submitted", "answer_by"),
        *("question", "rejection_public_text", "amount_granted", "voucher_ids", "voucher_id"),
    )

    #: in addition to the answers
    _approval_fields = (
        "type_id",
        "program_id",
        "birthdate_not_exact",
        "member_ids.name",
        "member_ids.relation",
        "registrant_id",
    )

    name = fields.Char("Reference", required=True, readonly=True, copy=False, index=True)
    public_id = fields.Char(
        required=True, readonly=True, copy=False, default=lambda self: secrets.token_urlsafe(16)
    )
    state = fields.Selection(
        STATES, default="draft", required=True, readonly=True, copy=False, index=True, tracking=True
    )
    # applicant and subject
    applicant_user_id = fields.Many2one(
        "res.users", "Applicant", required=True, readonly=True, index=True, ondelete="restrict"
    )
    applicant_id = fields.Many2one(
        related="applicant_user_id.partner_id",
        store=True,
        index=True,
        string="Applicant's contact",
    )
    relation = fields.Selection(RELATIONS, default="self", required=True)
    type_id = fields.Many2one(
        "g2p.assistance.type", "Assistance", required=True, ondelete="restrict"
    )
    program_id = fields.Many2one(
        "g2p.program", "Programme", required=True, ondelete="restrict", index=True
    )
    company_id = fields.Many2one("res.company", required=True, index=True)
    currency_id = fields.Many2one("res.currency", required=True)
    urgency = fields.Selection(URGENCY, required=True, default="normal")
    urgency_rank = fields.Integer(compute="_compute_urgency_rank", store=True)
    # treatment
    treatment = fields.Char()
    treatment_details = fields.Text("Details")
    hospital = fields.Char("Hospital or doctor")
    treatment_date = fields.Date("When")
    amount_requested = fields.Monetary("Cost")
    # person
    family_name = fields.Char()
    given_name = fields.Char()
    birthdate = fields.Date("Date of birth")
    birthdate_not_exact = fields.Boolean("Only the year is known")
    age = fields.Integer(compute="_compute_age")
    gender_id = fields.Many2one("gender.type", ondelete="restrict")
    id_type_id = fields.Many2one("g2p.id.type", "Kind of ID", ondelete="restrict")
    # unmasked for the applicant and for identity readers
    id_number = fields.Char(
        "ID number",
        groups="base.group_portal,g2p_registry_ext.group_registry_identity_reader",
    )
    id_number_shown = fields.Char(
        "ID number shown",
        compute="_compute_id_number_shown",
        search="_search_id_number_shown",
        help="Identity readers see the whole number, others its last four characters.",
    )
    id_number_key = fields.Char(
        compute="_compute_id_number_key", store=True, index=True, groups=fields.NO_ACCESS
    )
    phone = fields.Char()
    occupation = fields.Char()
    # address
    street = fields.Char()
    city = fields.Char("Town or village")
    zip = fields.Char("Postcode")
    district_text = fields.Char("District")
    country_id = fields.Many2one("res.country", ondelete="restrict")
    # family
    household_size = fields.Integer("People in the household")
    member_ids = fields.One2many("g2p.assistance.member", "application_id", "Household members")
    # documents and consent
    document_ids = fields.One2many(
        "g2p.document", "application_id", "Documents", domain=[("is_current", "=", True)]
    )
    consent_given = fields.Boolean()
    consent_id = fields.Many2one("g2p.consent", readonly=True, copy=False)
    portal_step = fields.Char(readonly=True, default="treatment")
    # course
    date_submitted = fields.Datetime("Submitted", readonly=True, copy=False)
    answer_by = fields.Datetime("Answer by", readonly=True, copy=False)
    question = fields.Text("Question to the applicant", readonly=True, copy=False)
    rejection_public_text = fields.Text("Reason for rejection", readonly=True, copy=False)
    assessment_ids = fields.One2many(
        "g2p.assistance.assessment",
        "application_id",
        "Assessments",
        groups="g2p_immediate_assistance.group_assistance_officer,"
        "g2p_immediate_assistance.group_assistance_auditor",
    )
    duplicate_hints = fields.Text(
        "Possible duplicates",
        compute="_compute_duplicate_hints",
        groups="g2p_immediate_assistance.group_assistance_officer,"
        "g2p_immediate_assistance.group_assistance_auditor",
    )
    # result
    registrant_id = fields.Many2one(
        "res.partner", readonly=True, copy=False, index="btree_not_null", ondelete="restrict"
    )
    membership_partner_id = fields.Many2one(
        "res.partner",
        "Enrolled as",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )
    program_membership_id = fields.Many2one(
        "g2p.program_membership", readonly=True, copy=False, ondelete="restrict"
    )
    amount_granted = fields.Monetary(readonly=True, copy=False)
    fund_id = fields.Many2one("g2p.assistance.fund", readonly=True, copy=False, ondelete="restrict")
    entitlement_id = fields.Many2one(
        "g2p.entitlement", readonly=True, copy=False, index=True, ondelete="restrict"
    )
    voucher_ids = fields.One2many("g2p.voucher", "application_id", "Vouchers")
    voucher_id = fields.Many2one("g2p.voucher", compute="_compute_voucher_id")

    _reference_uniq = models.Constraint("UNIQUE (name)", "This reference already exists.")
    _public_id_uniq = models.Constraint("UNIQUE (public_id)", "This address already exists.")
    _entitlement_uniq = models.Constraint(
        "UNIQUE (entitlement_id)", "An entitlement belongs to one application."
    )
    _one_draft_uniq = models.UniqueIndex(
        "(applicant_user_id, type_id) WHERE state = 'draft'",
        "You already have a draft of this application.",
    )
    # order of the lists: all submitted applications, and the open ones
    _order_idx = models.Index("(urgency_rank DESC, answer_by, id) WHERE date_submitted IS NOT NULL")
    _open_order_idx = models.Index(
        "(urgency_rank DESC, answer_by, id) WHERE state IN ('submitted', 'returned')"
    )
    _search_idx = models.Index(trigram("name", "family_name", "given_name"))

    # === COMPUTE === #

    @api.depends("urgency")
    def _compute_urgency_rank(self):
        for application in self:
            application.urgency_rank = RANK.get(application.urgency, 0)

    @api.depends("birthdate")
    def _compute_age(self):
        today = fields.Date.context_today(self)
        for application in self:
            born = application.birthdate
            application.age = relativedelta(today, born).years if born else 0

    @api.depends("id_number")
    def _compute_id_number_key(self):
        for application in self:
            application.id_number_key = folding.identifier(application.id_number) or False

    @api.depends("id_number")
    @api.depends_context("uid")
    def _compute_id_number_shown(self):
        readable = self.env.user.has_group("g2p_registry_ext.group_registry_identity_reader")
        for application in self:
            number = application.sudo().id_number  # sudo: masked for users who may not read it
            application.id_number_shown = number if readable else mask_value(number)

    @api.model
    def _search_id_number_shown(self, operator, value):
        """Search by the whole number only, in any notation, so that nobody can guess it in
        parts."""
        if operator not in ("=", "in"):
            raise UserError(self.env._("Search for the whole ID number."))
        numbers = [value] if isinstance(value, str) else [text for text in value or () if text]
        keys = [key for text in numbers if (key := folding.identifier(text))]
        # sudo: the searching user may not read the numbers
        found_sudo = self.sudo().search([("id_number_key", "in", keys)])
        return [("id", "in", found_sudo.ids)]

    @api.depends("voucher_ids.state")
    def _compute_voucher_id(self):
        for application in self:
            application.voucher_id = application.voucher_ids.sorted("id")[-1:]

    @api.depends(
        "id_type_id",
        "id_number",
        "phone",
        "country_id",
        "family_name",
        "given_name",
        "birthdate",
        "birthdate_not_exact",
        "registrant_id",
    )
    def _compute_duplicate_hints(self):
        Partner = self.env["res.partner"]
        # sudo: hints contain reasons only; officers have no right on the registry
        found = Partner.sudo()._duplicate_hints_many([a._duplicate_vals() for a in self.sudo()])
        for application, hints in zip(self, found, strict=True):
            application.duplicate_hints = "\n".join(hint["reason"] for hint in hints) or False

    def _patient_name(self):
        """The name as the applicant wrote it; many people have only one name."""
        return " ".join(filter(None, (self.given_name, self.family_name)))

    def _place_in_short(self):
        """Town and district as the applicant wrote them, as lists show the place of the case."""
        return ", ".join(dict.fromkeys(filter(None, (self.city, self.district_text))))

    def _place_in_full(self):
        """The place of the case as comparisons show it."""
        return self._place_in_short()

    def _birth_shown(self):
        """The date of birth, or its year if only that is known, as text."""
        return str(self.birthdate.year if self.birthdate_not_exact else self.birthdate or "")

    def _phone_regions(self):
        """Countries whose national notation the telephone number may use."""
        return self.env["res.partner"]._phone_regions(self.country_id, self.company_id)

    def _duplicate_vals(self):
        return {
            "id_number": self.id_number,
            "id_type_id": self.id_type_id.id,
            "phone": self.phone,
            "phone_regions": self._phone_regions() if self.phone else [],
            "family_name": self.family_name,
            "given_name": self.given_name,
            "birthdate": self.birthdate,
            "birthdate_not_exact": self.birthdate_not_exact,
            "partner_id": self.registrant_id.id,
        }

    # === CRUD: the application changes through its methods only === #

    @api.model_create_multi
    def create(self, vals_list):
        self._refuse_users("create")
        for vals in vals_list:
            # numbered by the programme's company, not by the user's current one
            company = self.with_company(vals.get("company_id"))
            vals.update(name=company._next_reference())
        return super().create(vals_list)

    def write(self, vals):
        self._refuse_users("write")
        if "registrant_id" in vals and any(
            app.registrant_id and app.registrant_id.id != vals["registrant_id"] for app in self
        ):
            raise AccessError(self.env._("The registrant of an application cannot be changed."))
        return super().write(vals)

    def _kept_sentences(self):
        by_methods = self.env._("Applications change only through their pages and decisions.")
        return {"create": by_methods, "write": by_methods}

    @api.model
    def _next_reference(self):
        # sudo: people have no right on sequences
        return with_check(self.env["ir.sequence"].sudo().next_by_code("g2p.assistance.application"))

    def _refuse_write(self, names):
        raise AccessError(
            self.env._("The state of an application changes only through its actions.")
        )

    def _refuse_move(self, state):
        raise AccessError(
            self.env._(
                "%(application)s cannot change from %(now)s to %(then)s.",
                application=self.name,
                now=self.state,
                then=state,
            )
        )

    @api.model
    def _running(self, domain, used=False):
        """Applications of the domain that are not closed, under sudo: in decision, or with a
        voucher to issue or in use.

        :param bool used: include those whose used voucher is valid and may be refunded
        """
        states = ["draft", "issued", *(["redeemed"] if used else [])]
        vouchers_sudo = (
            self.env["g2p.voucher"]
            .sudo()  # sudo: the result does not depend on the caller
            .search([("application_id", "any", domain), ("state", "in", states)])
        )
        today = fields.Date.today()
        live = vouchers_sudo.filtered(
            lambda v: v.state != "redeemed" or (v.valid_until or today) >= today
        )
        in_decision = [*domain, ("state", "in", ("submitted", "returned"))]
        # sudo: as above
        return self.sudo().search(in_decision) | live.application_id

    def _numbers(self):
        """The first five references, for a message."""
        return ", ".join(self.sorted("id").mapped("name")[:5])

    def _lock(self):
        """Lock the rows until the transaction ends."""
        hold(self)
