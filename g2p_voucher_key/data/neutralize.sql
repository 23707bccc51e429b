-- a copy signs nothing in the name of the office: its keys verify what was signed before
UPDATE g2p_voucher_key
   SET private_encrypted = NULL,
       state = CASE WHEN state IN ('published', 'active') THEN 'verify_only' ELSE state END;
