"""Text messages, behind a port: an addon with a gateway adds a class."""

import abc
import logging

_logger = logging.getLogger(__name__)


class SmsError(Exception):
    """The gateway did not accept the message; it may later. Its text has no number."""


class SmsGateway(abc.ABC):
    """Sends a text message."""

    delivers = True

    @abc.abstractmethod
    def send(self, number, text, reference):
        """Send the message, or raise SmsError.

        :param str reference: a name for logs; number and text are never logged
        """


class SmsToLog(SmsGateway):
    """Sends nothing, for servers without a gateway; logs that a message was not sent."""

    delivers = False

    def send(self, number, text, reference):
        """Write a line to the log, without number and text.

        >>> SmsToLog().send("+22670000000", "https://…", "delivery 1")
        """
        _logger.info("no SMS gateway on this server: %s was not sent", reference)
