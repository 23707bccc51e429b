"""Shared by the tests of messages: both ways out of the server, as real servers."""

import os
from contextlib import contextmanager
from unittest.mock import patch

from odoo.addons.g2p_deferred.tests.common import work_off
from odoo.addons.g2p_sms.models.g2p_sms import ADDRESS
from odoo.addons.g2p_sms.tests.loopback import LoopbackGateway

from .sink import MailSink


class WaysMixin:
    """A gateway and a mail server on this machine."""

    @contextmanager
    def ways(self, sms=200, refuse=""):
        """(gateway, sink), to which everything goes that is sent meanwhile."""
        servers = self.env["ir.mail_server"]
        # sudo: the administrator's part of the setting
        servers.sudo().with_context(active_test=False).search([]).write({"active": False})
        # Odoo's own switch, which keeps mails of tests inside; 17.0 has the other one
        names = ("_disable_send", "_is_test_mode")
        [inside] = [name for name in names if hasattr(type(servers), name)]
        with (
            LoopbackGateway(sms) as gateway,
            MailSink(refuse) as sink,
            patch.dict(os.environ, {ADDRESS: gateway.address}),
            patch.object(type(servers), inside, lambda *_args: False),
        ):
            servers.sudo().create(  # sudo: as above
                {"name": "Sink", "smtp_host": "127.0.0.1", "smtp_port": sink.port}
            )
            yield gateway, sink

    @contextmanager
    def only_sms(self):
        """The gateway alone."""
        with LoopbackGateway() as gateway, patch.dict(os.environ, {ADDRESS: gateway.address}):
            yield gateway

    def listen(self):
        """Have a gateway until the end of the test, so that text messages are queued."""
        listening = self.only_sms()
        listening.__enter__()
        self.addCleanup(listening.__exit__, None, None, None)

    def work_off(self):
        """Do the queued work that is due; return the number of records."""
        self.env.flush_all()
        return work_off(self.env)

    def messages(self, record, **values):
        """The messages about a record."""
        where = [("res_model", "=", record._name), ("res_id", "=", record.id)]
        where += [(name, "=", value) for name, value in values.items()]
        # sudo: of all companies
        return self.env["g2p.message"].sudo().search(where, order="id")
