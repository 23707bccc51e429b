import logging
import os
import random

from odoo import api, models
from odoo.exceptions import UserError

from odoo.addons.g2p_suite_base.tools import own_config

from ..tools import scanner as scanner_tools

_logger = logging.getLogger(__name__)

#: documents that one run of the cron looks at
_SCAN_BATCH = 100


class G2PDocument(models.Model):
    """Malware scan of what people send.

    Sending never waits for a scanner that is down; opening does.
    """

    _inherit = "g2p.document"

    @api.model
    def _scanner(self):
        """The ``Scanner`` that the server is configured for, or None."""
        return scanner_tools.from_configuration(os.environ, own_config.paths())

    def _scan_many(self, contents):
        """Scan each; what the server made itself is taken at once."""
        generated = self.filtered("document_type_id.is_generated")
        if generated:
            generated._set_state("accepted")
        for document, content in zip(self, contents, strict=True):
            if document not in generated:
                document._scan(content)

    def _scan(self, content, scanner=None):
        """Scan one document; without an answer it stays as it is.

        :param scanner: the one to ask, where it is not the server's usual one
        :return: whether there was an answer
        """
        self.ensure_one()
        if self.document_type_id.is_generated:
            self._set_state("accepted")
            return True
        scanner = scanner or self._scanner()
        if not scanner:
            return False
        try:
            verdict = scanner.scan(content)
        except scanner_tools.ScannerUnavailable as error:
            _logger.warning("document %s is not scanned yet: %s", self.id, error)
            return False
        if verdict.clean:
            self._set_state("scanned")
        else:
            _logger.warning("document %s quarantined: %s", self.id, verdict.finding)
            self._set_state("quarantined", verdict.finding)
        return True

    def _check_scanned(self):
        """Refuse what is harmful, and what a configured scanner has not seen yet."""
        if self.state == "quarantined":
            raise UserError(
                self.env._("This file was found harmful and cannot be opened. Ask for a new one.")
            )
        if self.state == "received" and self._scanner():
            raise UserError(
                self.env._("This file is still being checked. Try again in a few minutes.")
            )

    @api.model
    def _cron_scan(self):
        """Scan what came in while the scanner was away, a transaction each; stop when it is still
        away."""
        scanner = self._scanner()
        if not scanner:
            return
        waiting = self.search([("state", "=", "received")], limit=_SCAN_BATCH, order="id").ids
        # in no order: a file that the scanner does not finish holds up no other one for good
        random.SystemRandom().shuffle(waiting)
        for document in self.browse(waiting):
            try:
                content = document._stored_bytes()
            except UserError:
                continue  # changed bytes: logged there, and never readable
            if not document._scan(content, scanner.patient()):
                return
            self.env["ir.cron"]._commit_progress(1)
