"""Constants shared by several files."""

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
    # after a reversal; it ends if its entitlement has ended
    REDEEMED: {ISSUED, EXPIRED, REVOKED},
}
DEAD_STATES = (REVOKED, CANCELLED)  # an entitlement may have many of these, and one other
DEAD_ENTITLEMENTS = {"cancelled", "expired", "rejected1", "rejected2", "rejected3"}
#: why a voucher is revoked or replaced, in the words that its holder reads
CAUSES = [
    ("lost", "It was reported lost or stolen."),
    ("unreadable", "Its code could not be read any more."),
    ("changed", "What it was granted for has changed."),
    ("mistake", "It was issued by mistake."),
    ("other", "The help is given in another way."),
]
MANAGER_MODEL = "g2p.program.entitlement.manager.voucher.qr"
DENSE_PROFILE = "jwt"  # needs more room than the profile that every template is tested with
