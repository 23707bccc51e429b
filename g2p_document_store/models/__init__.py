from . import g2p_document_type
from . import g2p_document
from . import g2p_document_download
