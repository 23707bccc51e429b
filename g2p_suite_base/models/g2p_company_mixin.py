from odoo import models


class G2PCompanyMixin(models.AbstractModel):
    """A model whose rows belong to a company, their own or their parent's, or to all.

    Its record rules say whose they are. Odoo checks them before a row is written; here they are
    checked afterwards as well, so that nobody moves a row to another company, or to all of them.
    Where a model has rows of all companies, its rules for writing add ``[False]`` for users whom
    ``user._acts_in_all_companies()`` names. A model of the suite whose rows belong to no company
    says why in ``_without_company``; a test goes over all others.
    """

    _name = "g2p.company.mixin"
    _description = "Belongs to a Company"

    def write(self, vals):
        done = super().write(vals)
        self.check_access("write")
        return done
