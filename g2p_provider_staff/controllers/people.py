from odoo.exceptions import AccessError
from odoo.http import request

from odoo.addons.g2p_service_provider.controllers.provider import ProviderController
from odoo.addons.g2p_service_provider.tools.forms import plain
from odoo.addons.g2p_suite_page.controllers.portal_page import show_page, take_form

from ..const import ADMINISTER, FLAGS, KNOWN

PEOPLE = "/provider/people"
#: characters of a typed text that a page shows again
SHOWN = 200


class PeopleController(ProviderController):
    """Pages on which a provider's administrators manage its people; the models do and refuse."""

    @show_page(PEOPLE)
    def provider_people(self, done="", again=""):
        """List the staff and the open invitations, with the form to invite somebody."""
        provider = self._get_administered()
        refused = self._find_kept("people", plain(again)[0]) or {}
        return self._show_people(provider, refused, plain(done)[0])

    @show_page(f"{PEOPLE}/<int:staff_id>")
    def provider_person(self, staff_id, again=""):
        """Show one member of the staff, with the forms to change roles and to remove them."""
        provider = self._get_administered()
        refused = self._find_kept(f"person {staff_id}", plain(again)[0]) or {}
        return self._show_person(provider, staff_id, refused)

    @take_form(f"{PEOPLE}/invite", of=PEOPLE)
    def provider_invite(self, email="", name="", **_form):
        """Invite somebody; with errors, show the form again with its input."""
        self._get_administered()
        email, name = plain(email, name)
        roles = self._sent_roles()
        typed = {"email": email[:SHOWN], "name": name[:SHOWN], "roles": roles}
        invite = request.env["g2p.provider.invitation"]._portal_invite
        return self._do("people", "invited", typed, invite, email, name, roles)

    @take_form(f"{PEOPLE}/<int:staff_id>/roles", of=f"{PEOPLE}/{{staff_id}}")
    def provider_roles(self, staff_id, **_form):
        """Give a member of the staff the ticked roles, and no other."""
        self._find_person(staff_id)
        roles = self._sent_roles()
        change = request.env["g2p.service.provider"]._portal_set_roles
        return self._do(f"person {staff_id}", "changed", {"roles": roles}, change, staff_id, roles)

    @take_form(f"{PEOPLE}/<int:staff_id>/remove", of=f"{PEOPLE}/{{staff_id}}")
    def provider_remove(self, staff_id):
        """Remove a member of the staff."""
        self._find_person(staff_id)
        remove = request.env["g2p.service.provider"]._portal_remove
        return self._do(f"person {staff_id}", "removed", {}, remove, staff_id)

    @take_form(f"{PEOPLE}/invitation/<int:invitation_id>/send", of=PEOPLE)
    def provider_invitation_send(self, invitation_id):
        """Send an open invitation again."""
        self._find_invitation(invitation_id)
        send = request.env["g2p.provider.invitation"]._portal_send_again
        return self._do("people", "sent", {}, send, invitation_id)

    @take_form(f"{PEOPLE}/invitation/<int:invitation_id>/withdraw", of=PEOPLE)
    def provider_invitation_withdraw(self, invitation_id):
        """Withdraw an open invitation."""
        self._find_invitation(invitation_id)
        withdraw = request.env["g2p.provider.invitation"]._portal_withdraw
        return self._do("people", "withdrawn", {}, withdraw, invitation_id)

    # === HELPERS === #

    def _get_administered(self):
        """The provider whose people the user manages, under sudo; a page with the reason (403) for
        everybody else."""
        if not request.env.user._service_provider(KNOWN):
            self._get_provider()  # the page of those who act for no provider
        try:
            return request.env["g2p.service.provider"]._administered()
        except AccessError as refusal:
            return self._refuse_role(str(refusal))

    def _find_person(self, staff_id):
        """One of the people of the user's provider, or 404."""
        self._get_administered()
        people = request.env["g2p.service.provider"]._portal_people()
        found = [one for one in people if one["id"] == staff_id]
        if not found:
            raise request.not_found()
        return found[0]

    def _find_invitation(self, invitation_id):
        """Answer 404 for an ID that is none of the provider's invitations."""
        if invitation_id not in self._get_administered().invitation_ids.ids:
            raise request.not_found()

    def _sent_roles(self):
        """The ticked roles of the form; an unknown one is refused by the model."""
        return list(dict.fromkeys(plain(*request.httprequest.form.getlist("roles"))))[:10]

    def _do(self, page, done, typed, method, *args):
        """Do it and redirect to the list; or to the page of the form, with the reason why not."""
        _answer, refusal = self._try(method, *args)
        if not refusal:
            return request.redirect(self._page_after(done))
        refused = {"typed": typed, "error": str(refusal)}
        word = self._keep(page, refused)
        _name, _space, number = page.partition(" ")
        if word:
            address = f"{PEOPLE}/{number}" if number else PEOPLE
            return request.redirect(f"{address}?again={word}")
        provider = self._get_administered()
        if number:
            return self._show_person(provider, int(number), refused)
        return self._show_people(provider, refused)

    def _page_after(self, done):
        """The list; another page for those who have just given up their own role."""
        roles = request.env.user._provider_roles()
        if ADMINISTER in roles:
            return f"{PEOPLE}?done={done}"
        return "/provider" if roles else "/my"

    def _show_people(self, provider, refused, done=""):
        invitations = request.env["g2p.provider.invitation"]
        values = {
            **self._common(provider, refused),
            "people": request.env["g2p.service.provider"]._portal_people(),
            "invitations": invitations._portal_invitations(),
            "done": done,
        }
        status = 422 if refused else 200
        return self._render_framed("g2p_provider_staff.people", "people", values, status)

    def _show_person(self, provider, staff_id, refused):
        person = self._find_person(staff_id)
        values = {"person": person, **self._common(provider, refused)}
        values["ticked"] = values["typed"].get("roles", person["roles"])
        status = 422 if refused else 200
        return self._render_framed("g2p_provider_staff.person", "people", values, status)

    def _common(self, provider, refused):
        names = request.env["g2p.provider.staff"]._role_names()
        return {
            "role_names": {role: names[role] for role in FLAGS},
            "is_open": provider.state == "active",
            "organisation": provider.name,
            "typed": refused.get("typed") or {},
            "error": refused.get("error", ""),
        }
