from . import frame
from . import session
