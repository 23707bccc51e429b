from . import frame
from . import health
from . import session
