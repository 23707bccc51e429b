from . import application
from . import public
