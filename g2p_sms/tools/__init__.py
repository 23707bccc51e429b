"""Pure helpers: no environment, no database."""

from . import sms
from . import sms_http
