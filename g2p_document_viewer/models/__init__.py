from . import g2p_document_page
from . import g2p_document_preview
from . import g2p_document
from . import g2p_document_download
