-- a copy must not issue automatically in an officer's name
DELETE FROM g2p_voucher_manager_auto_issuer_rel;
UPDATE g2p_program_entitlement_manager_voucher_qr
   SET issue_mode = 'manual';
