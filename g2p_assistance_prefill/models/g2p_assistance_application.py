from odoo import api, fields, models

from odoo.addons.g2p_assistance_question.models.g2p_assistance_application import PREFIX

REGISTRY, SELF = "registry", "self"
#: of the household as stated, in known answers
MEMBER = ("name", "relation", "birth_year", "is_dependant")
#: known of the applicant also where they apply for somebody else
OF_APPLICANT = ("phone",)


class G2PAssistanceApplication(models.Model):
    """A draft begins with what is known of its applicant.

    ``known_answers`` has, by the name of the question, the value, its source (``registry``, or the
    reference of an earlier application) and the source's company. It stays as it was at the start,
    so that later answers can be compared with it.
    """

    _inherit = "g2p.assistance.application"

    known_answers = fields.Json(
        "Known answers", readonly=True, copy=False, exportable=False, groups=fields.NO_ACCESS
    )

    # === A new draft === #

    @api.model
    def _create_draft(self, type_sudo):
        draft_sudo = super()._create_draft(type_sudo)
        draft_sudo._fill_known()
        return draft_sudo

    def _fill_known(self):
        """Write the known answers into a new draft; under sudo."""
        person_sudo = self._known_person()
        earlier_sudo = self._earlier_application(person_sudo)
        sources = []
        if earlier_sudo:
            sources.append((earlier_sudo.name, earlier_sudo._typed_answers()))
        if person_sudo:  # the registry comes last: it replaces the earlier application
            sources.append((REGISTRY, self._typed_of_person(person_sudo)))
        vals, known = self._read_known(sources)
        if earlier_sudo:
            again = self._more_of(earlier_sudo)
            known.update(dict.fromkeys(self._names_of(again), earlier_sudo.name))
            vals.update(again)
        companies = {earlier_sudo.name: earlier_sudo.company_id.id}
        self._write_known(vals, known, {**companies, REGISTRY: person_sudo.company_id.id})

    def _write_known(self, vals, known, companies):
        """Write known answers, and their sources; under sudo.

        :param dict known: {name of an answer: its source}
        :param dict companies: {source: id of its company}
        """
        if vals:
            self.write(vals)
            found = {
                name: {
                    "of": source,
                    "value": self._plain_answer(name),
                    "company": companies[source],
                }
                for name, source in known.items()
            }
            self.known_answers = {**(self.known_answers or {}), **found}

    # === A draft begun before the proof === #

    def _portal_fill_late(self):
        """Fill what is still empty from the registry, once the applicant has proven who they are.

        Only once: what they change or empty afterwards stays so.
        """
        application_sudo = self._check_own()
        if application_sudo.state != "draft" or application_sudo.relation != SELF:
            return
        known = application_sudo.known_answers or {}
        if any(one["of"] == REGISTRY for one in known.values()):
            return
        person_sudo = application_sudo._known_person()
        if person_sudo and not application_sudo._is_about_another(person_sudo):
            typed = application_sudo._still_empty(self._typed_of_person(person_sudo))
            read = application_sudo._read_known([(REGISTRY, typed)])
            application_sudo._write_known(*read, {REGISTRY: person_sudo.company_id.id})

    @api.model
    def _names_of(self, vals):
        """The names of the answers in values that are no questions of every application."""
        own = [PREFIX + code for code in vals.get("own_answers", ())]
        return [*own, *(name for name in vals if name != "own_answers")]

    def _plain_answer(self, name):
        """The answer as data, to be compared."""
        if name.startswith(PREFIX):
            return (self.own_answers or {}).get(name.removeprefix(PREFIX))
        if name == "member_ids":
            return [[member[one] for one in MEMBER] for member in self.member_ids]
        if name == "birthdate":
            return [fields.Date.to_string(self.birthdate), self.birthdate_not_exact]
        value = self[name]
        return value.id if self._fields[name].type == "many2one" else value

    def _is_as_known(self, name):
        return self._plain_answer(name) == self.known_answers[name]["value"]

    def _is_of_another_company(self, known):
        """Whether the case's officers need not know the source of a known answer."""
        return known.get("company") not in (None, False, self.company_id.id)

    # === For somebody else === #

    def write(self, vals):
        done = super().write(vals)
        if vals.get("relation", SELF) != SELF:
            for application_sudo in self.sudo():  # sudo: nobody reads what is known
                application_sudo._forget_known(vals)
        return done

    def _portal_for_another(self, answers):
        """Forget what is known of the applicant, who chose on the page to apply for somebody else.

        Only once: what is typed afterwards is meant so, even where it is the same. Saving refuses
        to change the person whom the office has identified, so nothing is forgotten then.

        :param dict answers: of the page *person*, as typed
        :return: the answers among them that were only known, as {question: ""}
        """
        application_sudo = self._check_applicant()
        others = dict(self._fields["relation"].selection).keys() - {SELF}
        if application_sudo.registrant_id or answers.get("relation") not in others:
            return {}
        known = application_sudo._known_as_typed()
        application_sudo._forget_known({})
        return {name: "" for name in known if answers.get(name) == known[name]}

    def _known_as_typed(self):
        """The unchanged answers that are forgotten with the applicant, as the page has them."""
        known = self.known_answers or {}
        names = [name for name in known if name not in OF_APPLICANT and self._is_as_known(name)]
        usual = self._typed_answers()
        found = {
            name: str(usual[name] or "") for name in map(self._asked_as, names) if name in usual
        }
        own = [one for one in self._own_questions() if one.name in names]
        return {**found, **{one.name: self._own_typed(one) for one in own}}

    def _forget_known(self, given):
        """Empty the known answers that have not been changed, except the ``given`` ones.

        Those of a person whom the office has identified stay.
        """
        known = self.known_answers or {}
        if self.registrant_id or not set(known) - set(OF_APPLICANT):
            return
        gone = [name for name in known if name not in OF_APPLICANT and self._is_as_known(name)]
        vals = {name: False for name in gone if name in self._fields and name not in given}
        if "member_ids" in vals:
            vals["member_ids"] = [(5, 0, 0)]
        if "country_id" in vals:
            vals["country_id"] = self.company_id.country_id.id
        codes = {name.removeprefix(PREFIX) for name in gone if name.startswith(PREFIX)}
        if codes and "own_answers" not in given:
            own = self.own_answers or {}
            vals["own_answers"] = {code: own[code] for code in own if code not in codes} or False
        kept = {name: known[name] for name in known if name in OF_APPLICANT}
        self.write({**vals, "known_answers": kept or False})
