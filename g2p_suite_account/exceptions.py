from odoo.exceptions import UserError


class ProofNeeded(UserError):
    """Somebody has to show with an ID who they are before they go on; their answers are saved."""


class TooManyRights(UserError):
    """The server's template of portal accounts gives more than the portal: it was changed."""
