from . import apart
from . import content
from . import page_headers
from . import scanner
