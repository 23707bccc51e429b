from . import health
from . import session
