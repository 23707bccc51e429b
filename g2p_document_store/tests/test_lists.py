from odoo.tests import TransactionCase, tagged

from odoo.addons.g2p_suite_base.tests.lists import MANY, ListCase

from .common import DocumentStoreMixin


@tagged("post_install", "-at_install")
class TestLists(ListCase, DocumentStoreMixin, TransactionCase):
    lists_of = "g2p_document_store"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        people = cls.env["res.users"].with_context(no_reset_password=True)
        people = people.create([{"name": f"P{n}", "login": f"lists {n}"} for n in range(MANY)])
        kinds = cls.env["g2p.document.type"].create(
            [{"name": f"Kind {n}", "code": f"lists-{n}"} for n in range(MANY)]
        )
        facts = {"size": 10, "mimetype": "application/pdf", "sha256": "0", "carries": "scripts"}
        documents = cls.store.create(
            [
                {
                    **facts,
                    "name": f"{n}.pdf",
                    "res_model": "res.partner",
                    "res_id": person.partner_id.id,
                    "document_type_id": kinds[n].id,
                    "uploaded_by_id": person.id,
                }
                for n, person in enumerate(people)
            ]
        )
        downloads = cls.env["g2p.document.download"].create(
            [
                {"document_id": document.id, "user_id": document.uploaded_by_id.id}
                for document in documents
            ]
        )
        cls.lists = {
            "g2p_document_type_view_list": (cls.system, kinds),
            "g2p_document_view_list": (cls.auditor, documents),
            "g2p_document_download_view_list": (cls.auditor, downloads),
        }
