from odoo import fields, models


class G2PAssistanceApplication(models.Model):
    """The one writer of the place of cases, and what happens by itself."""

    _inherit = "g2p.assistance.application"

    def _set_area(self, area, origin="person", reason=None):
        """Set the place of these cases (under sudo); the caller has checked who may.

        The first place of a case narrows who decides it: users who set it could decide before.
        Another place gives the case to officers who could not: that is a move, which is on record
        and excludes who made it from deciding, like the reassignment of a step.

        :param str origin: *person*, *words* or *registry*
        :param str reason: as ``reasons.read`` returns it, or nothing
        """
        changed = self.filtered(lambda case: case.area_id != area)
        if not changed:
            return
        latest = changed._approval_requests_sudo()
        running = self.env["g2p.approval.request"].union(*latest.values())
        running = running.filtered(lambda request: request.state in ("pending", "returned"))
        running._lock()
        by_person = origin == "person"
        moved = changed.filtered(lambda case: by_person and case.area_id)
        rows = [
            case._prepare_placement_vals(area, latest[case], origin, reason) for case in changed
        ]
        self.env["g2p.assistance.placement"].create(rows)
        changed.write({"area_id": area.id})
        (running & self.env["g2p.approval.request"].union(*map(latest.get, moved))).write(
            {"is_moved": True}
        )
        running._of(changed).write({"area_id": area.id})
        if running or by_person:
            changed._log_place(area, reason)
        running._queue_notifications()
        running.step_ids.filtered(lambda step: step.state == "open")._defer("_tell_if_nobody_can")

    def _prepare_placement_vals(self, area, request, origin, reason):
        by_person = origin == "person"
        return {
            "application_id": self.id,
            "request_id": request.id,
            "former_area_id": self.area_id.id,
            "area_id": area.id,
            "user_id": self.env.uid if by_person else False,
            "origin": origin,
            "is_move": bool(by_person and self.area_id),
            "words": self._place_words(),
            "reason": reason or False,
            "date": fields.Datetime.now(),
        }

    def _place_words(self):
        """District and town as the applicant wrote them."""
        return ", ".join(filter(None, (self.district_text, self.city)))

    def _place_in_short(self):
        """The area's own name once it is set, without what it is part of; until then the
        applicant's words."""
        # sudo: the name of an area, for every reader of the case
        return self.sudo().area_id.name or super()._place_in_short()

    def _place_in_full(self):
        """The area with what it is part of: areas of two regions may have one name."""
        # sudo: as above
        return self.sudo().area_id.complete_name or super()._place_in_full()

    def _log_place(self, area, reason):
        """A line on each case."""
        text = self.env._("Place: %(area)s", area=area.complete_name)
        if reason:
            text = self.env._(
                "Place: %(area)s (%(reason)s)", area=area.complete_name, reason=reason
            )
        self._message_log_batch(bodies=dict.fromkeys(self.ids, text))

    # === What happens by itself === #

    def _prepare_submit_vals(self):
        """At the first submission a case gets the area that its words mean, if that is certain."""
        vals = super()._prepare_submit_vals()
        home = self.company_id.country_id
        if not self.area_id and (not self.country_id or not home or self.country_id == home):
            words = self.district_text, self.city
            area = self.env["g2p.area"]._meant_by(*words, self.company_id)
            if area:
                self._set_area(area, "words")
        return vals

    def _on_approval_submitted(self, request):
        """Other words after a question change no place: an applicant does not choose the officers.
        A line on the case reports it."""
        super()._on_approval_submitted(request)
        for case in self.filtered("area_id"):
            # sudo: read for every user; of a place from before there was a log the words are lost
            placed_sudo = case.sudo().placement_ids.sorted("id")[-1:]
            if placed_sudo and placed_sudo.words != (case._place_words() or False):
                case._message_log(
                    body=self.env._(
                        "The applicant changed district or town after the place was set. Check "
                        "whether %(area)s is still right.",
                        area=case.area_id.complete_name,
                    )
                )

    def _set_area_of_person(self):
        """A case without a place gets the area of the person's district in the registry (under
        sudo); the caller has checked who identifies."""
        district = self.registrant_id.district
        if not self.area_id and district:
            found = self.env["g2p.area"].search([("district_id", "=", district.id)], limit=1)
            if found:
                self._set_area(found, "registry")
