import uuid

from odoo import fields, models
from odoo.exceptions import AccessError, UserError

from odoo.addons.g2p_voucher_key.token.payload import Claims

from ..tools import codes, money

TRIES = 20


class G2PVoucherCopy(models.Model):
    """One QR code on paper or phone; a new copy replaces the former one."""

    _name = "g2p.voucher.copy"
    _description = "Voucher copy"
    _inherit = ["g2p.portal.sight.mixin", "g2p.state.mixin", "g2p.kept.mixin"]
    _portal_fields = ("voucher_id", "number", "code", "payload", "document_id", "state")
    _order = "voucher_id desc, number desc"
    _rec_name = "number"
    _first_state = "active"
    _transitions = {"active": {"revoked"}}

    voucher_id = fields.Many2one("g2p.voucher", required=True, ondelete="restrict", index=True)
    company_id = fields.Many2one(
        related="voucher_id.company_id", store=True, precompute=True, index=True
    )
    number = fields.Integer("Copy", required=True, readonly=True)
    cti = fields.Char("Copy ID", required=True, readonly=True)
    code = fields.Char("Typed code", required=True, readonly=True)
    payload = fields.Text("QR text", required=True, readonly=True)
    key_id = fields.Many2one("g2p.voucher.key", required=True, readonly=True, ondelete="restrict")
    document_id = fields.Many2one("g2p.document", readonly=True, ondelete="restrict")
    state = fields.Selection(
        [("active", "Active"), ("revoked", "Revoked")],
        default="active",
        required=True,
        readonly=True,
        index=True,
    )
    reason = fields.Char("Reason for revocation", readonly=True)
    issued_by_id = fields.Many2one("res.users", readonly=True)

    _cti_unique = models.Constraint("UNIQUE(cti)", "This copy ID already exists.")
    _code_unique = models.Constraint("UNIQUE(code)", "This code already exists.")
    _number_unique = models.Constraint(
        "UNIQUE(voucher_id, number)", "This copy number already exists."
    )
    _one_active = models.UniqueIndex(
        "(voucher_id) WHERE state = 'active'", "A voucher has one active copy."
    )

    # === CRUD === #
    def _check_write(self, vals):
        # the document is set once, since it is created after the copy that owns it
        if set(vals) != {"document_id"} or any(copy.document_id for copy in self):
            raise AccessError(self.env._("A copy of a voucher cannot be changed."))

    def _kept_sentences(self):
        return {"unlink": self.env._("A copy of a voucher cannot be deleted.")}

    # === BUSINESS === #
    def _create_many(self, vouchers_sudo):
        """Create a signed, active copy with its stored PDF for each voucher.

        :return: {voucher: UserError} of those that cannot be printed: they have a copy
            without a file, so the caller must roll back
        """
        keys = vouchers_sudo._signing_keys()
        places = self._free_status_indexes(len(vouchers_sudo))
        copies_sudo = self.sudo().create(  # sudo: copies are created only by issuing
            [
                self._prepare_vals(voucher, keys[voucher], place)
                for voucher, place in zip(vouchers_sudo, places, strict=True)
            ]
        )
        for copy in copies_sudo:
            copy.voucher_id.active_copy_id = copy
        return copies_sudo._store_pdfs()

    def _prepare_vals(self, voucher_sudo, key_sudo, place):
        """Values of a voucher's next copy."""
        return {
            "voucher_id": voucher_sudo.id,
            "number": len(voucher_sudo.copy_ids) + 1,
            **self._sign(voucher_sudo, key_sudo, place),
            "code": codes.generate(),
            "key_id": key_sudo.id,
            "issued_by_id": self.env.uid,
        }

    def _sign(self, voucher_sudo, key_sudo, place):
        """Values of the signed text; a text with a space at an end is not used, since forms and
        clipboards cut it."""
        for _try in range(TRIES):
            cti = uuid.uuid4()
            claims = self._claims(voucher_sudo, key_sudo, cti.bytes, place)
            text = key_sudo._sign(claims, voucher_sudo._profile())
            if text == text.strip():
                break
        return {"cti": cti.hex, "status_index": place, "payload": text}

    def _claims(self, voucher_sudo, key_sudo, cti, status_index=0):
        """The claims of the QR code."""
        begin, end = voucher_sudo._validity_seconds()
        return Claims(
            issuer=key_sudo.issuer_uri,
            not_before=begin,
            expires=end,
            cti=cti,
            number=voucher_sudo.name,
            program=voucher_sudo.program_id.name,
            masked_name=voucher_sudo._beneficiary_masked(),
            amount_minor=money.to_minor(
                voucher_sudo.amount, voucher_sudo.currency_id.decimal_places
            ),
            currency=voucher_sudo.currency_id.name,
            birth_year=voucher_sudo._birth_year(),
            status_index=status_index,
        )

    def _store_pdfs(self):
        """Store the printed vouchers; return {voucher: UserError} of the others."""
        files, problems = [], {}
        for template, copies in self.grouped(lambda copy: copy._template()).items():
            printed = template._pdfs(template._values_of(copies))
            for copy, (content, problem) in zip(copies, printed, strict=True):
                if problem:
                    problems[copy.voucher_id] = UserError(problem)
                else:
                    files.append((copy, copy._file_name(), content))
        if files and not problems:
            self._store_files(files)
        return problems

    def _file_name(self):
        """Name of the PDF; a numbering may use slashes."""
        return f"{self.voucher_id.name}-{self.number}.pdf".replace("/", "-")

    def _store_files(self, files):
        kind = self.env.ref("g2p_document_store.document_type_voucher")
        documents = self.env["g2p.document"]._store_many(files, kind)
        for (copy, _name, _content), document in zip(files, documents, strict=True):
            copy.document_id = document

    def _template(self):
        """The template, in the language of the issuing user."""
        return self.voucher_id.manager_id._template()

    def _revoke(self, reason):
        """Make this QR code void."""
        # sudo: only the engine writes copies; users read them
        active = self.sudo().filtered(lambda copy: copy.state == "active")
        active._set_state("revoked", reason=reason)
        active.flush_recordset(["state"])  # before the next copy becomes active
