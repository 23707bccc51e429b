from odoo.http import request

from odoo.addons.g2p_assistance_question.tools.own_question import is_several
from odoo.addons.g2p_immediate_assistance.models.g2p_assistance_application_answers import (
    MAX_MEMBERS,
)
from odoo.addons.g2p_immediate_assistance.models.g2p_assistance_application_portal import STEPS
from odoo.addons.g2p_suite_page.controllers.portal_page import show_page, take_form

from .application import BASE, FIRST, NEED, AssistanceApplication, address_of

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


class AssistanceSteps(AssistanceApplication):
    """The pages of an application that is written or corrected, one after the other."""

    @show_page(BASE + "/<string:public_id>/<string:step>")
    def step(self, public_id, step, **kw):
        """Show one page of the application."""
        application = self._application(public_id)
        if step == FIRST and not address_of(application).endswith(step):  # its former address
            query = request.httprequest.query_string.decode()
            return request.redirect(f"{address_of(application)}?{query}".rstrip("?"))
        step = FIRST if step == NEED else step
        application._portal_fill_late()
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
