"""Words that several files share."""

DRAFT, ISSUED, REDEEMED = "draft", "issued", "redeemed"
EXPIRED, REVOKED, CANCELLED = "expired", "revoked", "cancelled"
STATES = [
    (DRAFT, "To issue"),
    (ISSUED, "Issued"),
    (REDEEMED, "Redeemed"),
    (EXPIRED, "Expired"),
    (REVOKED, "Revoked"),
    (CANCELLED, "Cancelled"),
]
NEXT_STATES = {
    DRAFT: {ISSUED, CANCELLED},
    ISSUED: {REDEEMED, EXPIRED, REVOKED},
    # a redemption was taken back; it ends where its entitlement ended meanwhile
    REDEEMED: {ISSUED, EXPIRED, REVOKED},
}
DEAD_STATES = (REVOKED, CANCELLED)  # an entitlement may have many of these, and one other
DEAD_ENTITLEMENTS = {"cancelled", "expired", "rejected1", "rejected2", "rejected3"}
MANAGER_MODEL = "g2p.program.entitlement.manager.voucher.qr"
DENSE_PROFILE = "jwt"  # needs more room on paper than what templates are always tried with
