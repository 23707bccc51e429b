"""Text messages, behind a port: an addon that knows a gateway brings another class."""

import abc
import logging

_logger = logging.getLogger(__name__)


class SmsError(Exception):
    """The gateway did not take the message; it may later."""


class SmsGateway(abc.ABC):
    """Takes one text message."""

    delivers = True

    @abc.abstractmethod
    def send(self, number, text, reference):
        """Hand the message over, or SmsError.

        :param str reference: what logs may say of it; number and text are never logged
        """


class SmsToLog(SmsGateway):
    """Sends nothing: for servers without a gateway. The log says that something was not sent."""

    delivers = False

    def send(self, number, text, reference):
        """A line in the log, without number and text.

        >>> SmsToLog().send("+22670000000", "https://…", "delivery 1")
        """
        _logger.info("no SMS gateway on this server: %s was not sent", reference)
