import io
import itertools

from PIL import Image

from odoo.addons.g2p_deferred.tests.common import work_off
from odoo.addons.g2p_document_store.tests.common import DocumentStoreMixin, pdf, photo

STORE_LOG = "odoo.addons.g2p_document_store.models"
DRAW_LOG = "odoo.addons.g2p_document_viewer.tools.draw"


_widths = itertools.count(240)


def size_of(content):
    """Width and height of an image."""
    return Image.open(io.BytesIO(content)).size


def small_photo():
    """A photo of its own, as a phone takes it on its side."""
    return photo((next(_widths), 160))


class ViewerMixin(DocumentStoreMixin):
    """An officer who reads the documents of contacts, beside the store's people."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.officer = cls._user("viewer_officer", "base.group_user")
        cls._open_to_officer()

    @classmethod
    def _open_to_officer(cls):
        """Add what an owner's addon provides: an ACL row, and a rule for its officers."""
        employees = cls.env.ref("base.group_user")
        model_id = cls.env["ir.model"]._get_id("g2p.document")
        cls.env["ir.model.access"].create(
            {"name": "t", "model_id": model_id, "group_id": employees.id, "perm_read": True}
        )
        cls.env["ir.rule"].create(
            {
                "name": "Test: documents of contacts, for one officer",
                "model_id": model_id,
                "domain_force": "[('res_model', '=', 'res.partner')]"
                " if user.login == 'viewer_officer' else [(0, '=', 1)]",
                "groups": [(4, employees.id)],
            }
        )

    def _drawn(self, content=None, name="bill.pdf", **values):
        """A document whose preview was drawn."""
        document = self._document(content or pdf(pages=2), name, **values)
        work_off(self.env)
        return document

    def _images(self, document):
        # sudo: the images are closed to users
        return self.env["g2p.document.page"].sudo().search([("document_id", "=", document.id)])
