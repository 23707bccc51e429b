from . import identity
from . import numbers
from . import page_headers
from . import typed
from . import typed_amount
from . import typed_characters
from . import uninstall
