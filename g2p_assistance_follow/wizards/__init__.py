from . import g2p_document_refuse
