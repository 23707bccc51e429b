-- a copy signs nothing in the name of the office: its keys verify what was signed before
UPDATE g2p_voucher_key
   SET private_encrypted = NULL,
       state = CASE WHEN state IN ('published', 'active') THEN 'verify_only' ELSE state END;

-- nothing is issued by itself in an officer's name
DELETE FROM g2p_voucher_manager_auto_issuer_rel;
UPDATE g2p_program_entitlement_manager_voucher_qr
   SET issue_mode = 'manual';
