from . import content
from . import scanner
