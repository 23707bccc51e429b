from . import g2p_page_frame
from . import ir_http
from . import ir_http_errors
from . import ir_http_forms
from . import g2p_kept_form
from . import res_company_pages
