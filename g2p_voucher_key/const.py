"""The roles of the voucher office."""

ISSUER_GROUP = "g2p_voucher_key.group_voucher_issuer"
MANAGER_GROUP = "g2p_voucher_key.group_voucher_manager"
AUDITOR_GROUP = "g2p_voucher_key.group_voucher_auditor"
