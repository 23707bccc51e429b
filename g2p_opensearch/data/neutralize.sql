-- a copy must not write into the index of the office
UPDATE g2p_search_connection SET is_enabled = FALSE;
