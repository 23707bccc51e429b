import werkzeug.exceptions
from markupsafe import Markup

from odoo import http
from odoo.http import request

from odoo.addons.g2p_assistance_question.tools.own_question import is_several
from odoo.addons.g2p_immediate_assistance.exceptions import ApplicationIncomplete
from odoo.addons.g2p_immediate_assistance.models.g2p_assistance_application_answers import (
    MAX_MEMBERS,
)
from odoo.addons.g2p_immediate_assistance.models.g2p_assistance_application_portal import STEPS
from odoo.addons.g2p_suite_account.exceptions import ProofNeeded
from odoo.addons.g2p_suite_base.tools import numbers
from odoo.addons.g2p_suite_page.controllers.portal_page import PageMixin, show_page, take_form
from odoo.addons.g2p_voucher_qr.tools import codes
from odoo.addons.g2p_voucher_template.tools import qr

BASE = "/my/assistance"
#: rows of household members that the page shows first, and adds each time
MEMBER_ROWS = 3
#: limit of member rows read; above the allowed number, so that none is dropped silently
MAX_ROWS = 10 * MAX_MEMBERS
#: templates of pages with more than questions
TEMPLATES = {
    "family": "g2p_self_service.step_family",
    "documents": "g2p_self_service.step_documents",
    "consent": "g2p_self_service.step_consent",
    "review": "g2p_self_service.step_review",
}
#: the first page, and its address where the need is no treatment, such as after a fire
FIRST, NEED = "treatment", "need"


def address_of(application, page=FIRST):
    """The address of a page of an application, in words that suit its type."""
    if page == FIRST and not application.sudo()._is_about_treatment():  # sudo: only asked
        page = NEED
    return f"{BASE}/{application.public_id}" + (f"/{page}" if page else "")


class AssistanceApplication(PageMixin, http.Controller):
    """The person's own applications: each route reads its inputs, calls the model, renders."""

    def _application(self, public_id):
        """The user's application with this address; 404 if it is not theirs."""
        ended_sudo = request.env["g2p.assistance.application"]._ended_own()
        if public_id in ended_sudo.mapped("public_id"):
            werkzeug.exceptions.abort(request.redirect(BASE))  # the list says why
        mine = [("public_id", "=", public_id), ("applicant_user_id", "=", request.env.uid)]
        return self._find_one("g2p.assistance.application", mine)

    def _render(self, template, values, status=200, sources=None):
        """The contact of the office that decides stands on every page of a case."""
        application = values.get("application")
        contact = {"contact": application._portal_contact()} if application else {}
        return super()._render(template, {**contact, **values}, status=status, sources=sources)

    def _qr_svg(self, text):
        """The voucher's QR code as inline SVG for the phone's screen."""
        return Markup(qr.svg(text))  # noqa: S704 - only numbers, generated here

    def _url(self, application, page=""):
        return address_of(application, page)

    def _resume(self, application):
        """The page on which the person stopped."""
        return self._url(application, application.portal_step or FIRST)

    @show_page(BASE)
    def list(self, **kw):
        """List the person's applications, the latest first."""
        Application = request.env["g2p.assistance.application"]
        mine = [("applicant_user_id", "=", request.env.uid)]
        found = Application.browse()
        if Application.has_access("read"):
            found = Application.search(mine, order="id desc", limit=100)
        ended_sudo = Application._ended_own()
        values = {
            "applications": found,
            "resume": self._resume,
            "ended": len(ended_sudo),
            "proof_link": self._proof_of_ended(ended_sudo),
            "contact": ended_sudo and ended_sudo._office_contact(),
        }
        return self._render("g2p_self_service.my_assistance", values)

    def _proof_of_ended(self, ended_sudo):
        """The page on which people renew the access to their own cases; empty if none helps."""
        routes = request.env["ir.http"]
        is_theirs = "self" in ended_sudo.mapped("relation")
        return routes._proof_link(BASE) if is_theirs and routes._proof_ways(BASE) else ""

    @show_page(BASE + "/<string:public_id>")
    def status(self, public_id, **kw):
        """Show the state of the application, the next step and the voucher."""
        new, answered = "submitted" in kw, kw.get("submitted") == "answer"
        application = self._application(public_id)
        withdrawn = "withdrawn" in kw and application.state == "withdrawn"
        values = {"new": new, "answered": answered, "withdrawn": withdrawn}
        values["appealed"] = "appealed" in kw
        return self._render_status(application, **values)

    def _render_status(self, application, status=200, **values):
        values = {
            "application": application,
            "timeline": application._portal_timeline(),
            "promise": application._portal_promise(),
            "withdrawal": application._portal_withdrawal(),
            "resume": self._resume,
            "appeal": application._portal_appeal(),
            "voucher": self._shown_voucher(application),
            "qr_svg": self._qr_svg,
            "shown_code": codes.grouped,
            **values,
        }
        return self._render("g2p_self_service.status", values, status=status)

    def _shown_voucher(self, application):
        """Hook: the voucher on the page; False until it is issued."""
        return application.voucher_id if application.voucher_id.date_issued else False

    @show_page(BASE + "/<string:public_id>/<string:step>")
    def step(self, public_id, step, **kw):
        """Show one page of the application."""
        application = self._application(public_id)
        if step == "withdraw":
            return self._render_withdrawal(application)
        if step == FIRST and not address_of(application).endswith(step):  # its former address
            query = request.httprequest.query_string.decode()
            return request.redirect(f"{address_of(application)}?{query}".rstrip("?"))
        step = FIRST if step == NEED else step
        return self._render_step(application, step, **self._kept_answers(application, step))

    def _kept_answers(self, application, step):
        """Answers typed before the session ended, as arguments of ``_render_step``."""
        kept = request.env["g2p.kept.form"]._of_request()
        answers = self._answers(application, step, kept) if kept else {}
        if kept and kept.get("from_review"):
            request.params["from_review"] = "1"
        if step == "review" and kept and kept.get("reply"):
            return {"reply": kept["reply"]}
        if not answers:
            return {}
        values = {"answers": answers}
        if step == "family":
            members = self._posted_members(kept)
            values["members"] = members + [{}] * max(MEMBER_ROWS - len(members), 0)
        return values

    def _answers(self, application, step, form):
        """The answers of a page, taken from the submitted form; several values as a list."""
        return {
            question.name: form.getlist(question.name)
            if is_several(question)
            else form.get(question.name)
            for question in application._questions(step)
        }

    def _render_step(self, application, step, answers=None, errors=None, **values):
        steps = application._portal_steps()
        names = [name for name, _title in steps]
        if step not in names:
            raise request.not_found()
        if application.state not in ("draft", "returned"):
            return self._answer_closed(application)
        index = names.index(step)
        return self._render(
            TEMPLATES.get(step, "g2p_self_service.step_questions"),
            {
                "application": application,
                # sudo: the person's own answers; officers can apply for themselves
                "application_sudo": application.sudo(),
                "step": step,
                "address": self._url(application, step),
                "address_of": self._url,
                "steps": steps,
                "index": index,
                "title": steps[index][1],
                "back": self._url(application, names[index - 1]) if index else BASE,
                "questions": application._questions(step),
                "known": application._portal_known(step),
                "answers": answers,
                "errors": errors or {},
                "missing": [],
                **self._step_values(application, step),
                **values,
            },
            # RFC 9110 section 15.5.21: understood, but the answers are invalid
            status=422 if errors or values.get("missing") else 200,
        )

    def _answer_closed(self, application):
        """Redirect a GET to the status page; answer a late form with a message."""
        if request.httprequest.method != "POST":
            return request.redirect(self._url(application))
        # sudo: the message names the application and its state
        sentence = application.sudo()._sentence_closed()
        # RFC 9110 section 15.5.10: conflict with the current state
        return self._render_status(application, status=409, refused=sentence)

    def _step_values(self, application, step):
        env = request.env
        if step == "person":
            return {"stored": self._stored_birth(application)}
        if step == "family":
            members = [
                {
                    "name": member.name,
                    "relation": member.relation,
                    "birth_year": member.birth_year or "",
                    "is_dependant": member.is_dependant,
                }
                for member in application.member_ids
            ]
            selection = env["g2p.assistance.member"]._fields["relation"]._description_selection(env)
            rows = members + [{}] * max(MEMBER_ROWS - len(members), 1)
            return {"members": rows[:MAX_MEMBERS], "relations": selection, "most": MAX_MEMBERS}
        if step == "documents":
            return {
                "requirements": application._portal_requirements(),
                "reused": application._portal_reused(),
            }
        if step == "review":
            return {
                "requirements": application._portal_requirements(),
                "review": application._portal_review(),
                "reply": application._portal_kept_reply(),
            }
        if step == "consent":
            program_sudo = application.sudo().program_id  # sudo: people have no right on programmes
            settings_sudo = env["g2p.assistance.settings"]._for_program(program_sudo)
            return {"consent_text": settings_sudo.consent_text}
        return {}

    def _stored_birth(self, application):
        """Values of the two birth questions, from the date and its exactness."""
        born = application.birthdate
        if not application.birthdate_not_exact:
            return {"birth_year": ""}
        return {"birthdate": "", "birth_year": born.year}

    @take_form(BASE + "/<string:public_id>/<string:step>/save", of=BASE + "/{public_id}/{step}")
    def save(self, public_id, step, **post):
        """Save one page; on errors show it again with the typed answers."""
        application = self._application(public_id)
        step = FIRST if step == NEED else step
        if step not in STEPS:
            raise request.not_found()
        form = request.httprequest.form
        answers = self._answers(application, step, form)
        members = self._posted_members(form) if step == "family" else None
        if post.get("more") and members is not None:
            rows = members + [{}] * min(MEMBER_ROWS, max(MAX_MEMBERS - len(members), 0))
            return self._render_step(application, step, answers, members=rows)
        later = bool(post.get("later"))
        emptied = self._without_known(application, step, answers)
        errors, refusal = self._try(application._portal_save, step, answers, members, later)
        if refusal:
            errors = {"page": str(refusal)}
        elif errors:
            errors = {**emptied, **errors}
        if errors:
            extra = {"members": members or [{}]} if members is not None else {}
            return self._render_step(application, step, answers, errors, **extra)
        request.env["ir.http"]._announce_saved()
        if post.get("later"):
            return request.redirect(BASE)
        return request.redirect(self._url(application, self._next(application, step, post)))

    def _without_known(self, application, step, answers):
        """Empty what was filled in about the applicant, who now applies for somebody else.

        :return: the message if anything was, as an error of the page
        """
        if step != "person":
            return {}
        # a refusal is the same as that of saving, which shows it
        emptied, _refusal = self._try(application._portal_for_another, answers)
        answers.update(emptied or {})
        return {"page": application._sentence_emptied()} if emptied else {}

    def _next(self, application, step, post):
        names = [name for name, _title in application._portal_steps()]
        following = names[min(names.index(step) + 1, len(names) - 1)]
        # who answers a question has been through the pages, and has agreed
        to_review = post.get("from_review") or application.state == "returned"
        return "review" if to_review else following

    def _posted_members(self, form):
        columns = {
            name: form.getlist(f"member_{name}")
            for name in ("name", "relation", "birth_year", "is_dependant", "remove")
        }
        rows = []
        for index, name in enumerate(columns["name"][:MAX_ROWS]):
            row = {"name": name}
            row.update({key: str(index) in columns[key] for key in ("is_dependant", "remove")})
            for key in ("relation", "birth_year"):
                row[key] = columns[key][index] if index < len(columns[key]) else ""
            rows.append(row)
        return rows

    @take_form(BASE + "/<string:public_id>/documents/add", of=BASE + "/{public_id}/documents")
    def add_document(self, public_id, **post):
        """Store every chosen file, whichever button was pressed."""
        application = self._application(public_id)
        former = application.document_ids
        taken, errors = self._take_files(application, post)
        if errors:
            return self._render_step(application, "documents", errors=errors)
        if taken - former.sudo():  # sudo: only compared
            request.env["ir.http"]._announce_saved()
        if post.get("later"):
            return request.redirect(BASE)
        if post.get("continue"):
            return request.redirect(
                self._url(application, self._next(application, "documents", post))
            )
        return request.redirect(
            # sudo: only compared
            self._url(application, "documents") + ("?again=1" if taken & former.sudo() else "")
        )

    def _take_files(self, application, post):
        """Store the posted files.

        :return: the documents, and errors as {field: sentence}
        """
        taken, errors = request.env["g2p.document"].sudo(), {}  # sudo: of their own application
        for kind, file in self._posted_files(post):
            content = file.read() if hasattr(file, "read") else b""
            name = getattr(file, "filename", "")
            found, refusal = self._try(application._portal_add_document, kind, name, content)
            if refusal:
                errors[f"document_{kind}"] = str(refusal)
            else:
                taken |= found
        return taken, errors

    def _posted_files(self, post):
        """(document type id, file) of each chosen file, and of the type whose button was pressed.

        A page has one field ``file_<type>`` for each type; empty fields have no file name.
        """
        chosen = [
            (numbers.whole(name[5:]), file)
            for name, file in request.httprequest.files.items(multi=True)
            if name.startswith("file_") and numbers.whole(name[5:]) and file.filename
        ]
        if "document_type" in post:  # a single file, as API clients send it
            kind = numbers.whole(post["document_type"]) or 0
            return [*chosen, (kind, post.get("file"))]
        pressed = numbers.whole(post.get("send"))
        if pressed is not None and pressed not in dict(chosen):
            chosen.append((pressed, None))
        return chosen

    @take_form(BASE + "/<string:public_id>/documents/remove", of=BASE + "/{public_id}/documents")
    def remove_document(self, public_id, document=None, **post):
        """Remove one file; store files chosen on the same page."""
        application = self._application(public_id)
        found = application.document_ids.filtered(lambda d: d.public_id == document)
        if not found:
            raise request.not_found()
        _removed, refusal = self._try(application._portal_remove_document, found)
        if refusal:
            return self._render_step(application, "documents", errors={"page": str(refusal)})
        _taken, errors = self._take_files(application, post)
        if errors:
            return self._render_step(application, "documents", errors=errors)
        return request.redirect(self._url(application, "documents"))

    @take_form(BASE + "/<string:public_id>/submit", of=BASE + "/{public_id}/review")
    def submit(self, public_id, **post):
        """Submit, or send an answer; list missing answers with links to their pages."""
        application = self._application(public_id)
        sent, answer = "1", []
        if application.state == "returned":
            sent, answer = "answer", [post.get("reply")]
            way = self._way_from_reply(application, post)
            if way:
                return request.redirect(way)
        method = application._portal_answer if answer else application._portal_submit
        errors, refusal = self._try(method, *answer)
        if isinstance(refusal, ProofNeeded):
            way = self._url(application, "review")
            return request.redirect(request.env["ir.http"]._proof_link(way))
        if isinstance(refusal, ApplicationIncomplete):
            typed = {"missing": refusal.missing, "reply": post.get("reply")}
            return self._render_step(application, "review", **typed)
        if refusal:
            errors = {"page": str(refusal)}
        if errors:
            return self._render_step(application, "review", errors=errors, reply=post.get("reply"))
        return request.redirect(self._url(application) + f"?submitted={sent}")

    def _way_from_reply(self, application, post):
        """Keep the words, and return the page that the button leads to; "" to send them."""
        errors, refusal = self._try(application._portal_keep_reply, post.get("reply"))
        if errors or refusal:  # sending shows them
            return ""
        if post.get("later"):
            return BASE
        is_page = post.get("change") in dict(application._portal_steps())
        return self._url(application, post["change"]) + "?from_review=1" if is_page else ""

    @take_form(BASE + "/<string:public_id>/withdraw", of=BASE + "/{public_id}/withdraw")
    def withdraw(self, public_id, **post):
        """Withdraw the application, as confirmed on the previous page."""
        application = self._application(public_id)
        _withdrawn, refusal = self._try(application._portal_withdraw)
        if refusal:  # RFC 9110 section 15.5.10, as for a late form
            values = {"refused": str(refusal), "is_press": True}
            return self._render_status(application, status=409, **values)
        return request.redirect(self._url(application) + "?withdrawn=1")

    def _render_withdrawal(self, application):
        withdrawal = application._portal_withdrawal()
        if withdrawal["why_not"]:  # the page of the case offers no button either
            return request.redirect(self._url(application))
        values = {"application": application, **withdrawal}
        return self._render("g2p_self_service.withdraw", values)
