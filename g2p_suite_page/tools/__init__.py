from . import bare_page
from . import colours
from . import form_page
from . import page_files
from . import page_headers
