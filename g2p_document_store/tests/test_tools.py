import doctest
import tempfile
from pathlib import Path

from odoo.tests import BaseCase, tagged

from odoo.addons.g2p_document_store.tools import content, pdf, scanner


@tagged("post_install", "-at_install")
class TestTools(BaseCase):
    def test_the_examples_in_the_tools_hold(self):
        for module in (content, pdf, scanner):
            result = doctest.testmod(module)
            self.assertTrue(result.attempted, module.__name__)
            self.assertFalse(result.failed, module.__name__)

    def test_the_socket_is_read_from_the_own_section_of_the_configuration(self):
        with tempfile.TemporaryDirectory() as folder:
            path = str(Path(folder, "odoo.conf"))
            Path(path).write_text("[options]\na=1\n[g2p_document_store]\nclamd_socket = /run/x\n")
            self.assertEqual(scanner.from_configuration({}, path).path, "/run/x")
            self.assertEqual(scanner.from_configuration({}, (path,)).path, "/run/x")
            environ = {"G2P_CLAMD_SOCKET": "/run/y"}
            self.assertEqual(scanner.from_configuration(environ, path).path, "/run/y")
