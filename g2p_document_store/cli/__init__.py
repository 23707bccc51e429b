from . import g2p_documents
