from . import test_clamd
from . import test_document_http
from . import test_g2p_document
from . import test_g2p_document_intake
from . import test_g2p_document_scan
from . import test_g2p_document_security
from . import test_portal_sight
from . import test_tools
