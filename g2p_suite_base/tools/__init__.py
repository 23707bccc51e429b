from . import identity
from . import page_headers
from . import uninstall
