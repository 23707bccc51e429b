"""Pure helpers: no environment, no database."""

from . import codes
from . import limits
