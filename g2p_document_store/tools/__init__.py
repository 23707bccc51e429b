from . import apart
from . import content
from . import scanner
