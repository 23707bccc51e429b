from odoo.exceptions import UserError


class ProofNeeded(UserError):
    """Somebody has to show with an ID who they are before they go on; their answers are saved."""
