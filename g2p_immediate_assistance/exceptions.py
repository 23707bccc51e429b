from odoo.exceptions import UserError


class ApplicationIncomplete(UserError):
    """An application cannot be submitted yet.

    ``missing`` lists the missing answers as (step, sentence), in the order of the pages.
    """

    def __init__(self, missing):
        self.missing = missing
        super().__init__("\n".join(sentence for _step, sentence in missing))
