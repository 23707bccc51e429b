-- a copy must not sign people in at the real provider, nor in the name of the real client
UPDATE g2p_sign_in_key SET private_encrypted = NULL;
UPDATE g2p_sign_in_provider SET secret_encrypted = NULL, is_published = FALSE;
DELETE FROM g2p_sign_in_transaction;
