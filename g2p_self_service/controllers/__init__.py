from . import public
from . import application
