"""Pure helpers: no environment, no database."""

from . import events
from . import placeholders
from . import quiet
from . import segments
