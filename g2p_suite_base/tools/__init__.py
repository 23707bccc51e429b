from . import folding
from . import identity
from . import page_headers
from . import phones
from . import typed
from . import typed_amount
from . import typed_characters
from . import uninstall
