from . import identity
from . import page_headers
