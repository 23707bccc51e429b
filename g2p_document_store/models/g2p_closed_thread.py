from odoo import api, models


class G2PClosedThread(models.AbstractModel):
    """A thread of the office: people from outside cannot add anything to it.

    Their files and messages are received through the suite's pages, where they are checked. The
    rules are in ``ir.attachment`` and ``mail.message``, where every path ends; this mixin marks the
    models, and prevents outsiders from following them and getting the office's mail.
    """

    _name = "g2p.closed.thread"
    _description = "Thread Closed to People Outside"
    _inherit = ["mail.thread"]

    _thread_closed_outside = True

    @api.model_create_multi
    def create(self, vals_list):
        # sudo: only checks whether the account is an employee's
        outside = self.env.user.sudo().share
        threads = self.with_context(mail_create_nosubscribe=True) if outside else self
        return super(G2PClosedThread, threads).create(vals_list)

    def _message_subscribe(self, partner_ids=None, subtype_ids=None, customer_ids=None):
        # sudo: only checks for an employee's account
        Message = self.env["mail.message"].sudo()
        inside = [partner_id for partner_id in partner_ids or [] if Message._is_inside(partner_id)]
        return super()._message_subscribe(inside, subtype_ids, customer_ids) if inside else True

    def _mail_get_operation_for_mail_message_operation(self, message_operation):
        """Odoo's pages post under sudo after this check: require the right to write from
        outsiders."""
        operations = super()._mail_get_operation_for_mail_message_operation(message_operation)
        if message_operation != "read" and self.env.user.sudo().share:  # sudo: as above
            return dict.fromkeys(operations, "write")
        return operations
