from . import after_commit
from . import form_page
from . import identity
from . import page_headers
from . import typed
from . import typed_amount
from . import typed_characters
from . import uninstall
