from . import g2p_document_type
from . import g2p_document
from . import g2p_document_intake
from . import g2p_document_scan
from . import g2p_document_download
