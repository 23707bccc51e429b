-- a copy must not sign in the name of the office: its keys only verify existing signatures
UPDATE g2p_voucher_key
   SET private_encrypted = NULL,
       state = CASE WHEN state IN ('published', 'active') THEN 'verify_only' ELSE state END;
