from collections import Counter, defaultdict

from odoo import models

from odoo.addons.g2p_suite_base.tools import identity

from ..tools import unusual

#: kinds of identity keys that two providers should not have in common
KEYS = {"account": ("account",), "contact": ("phone", "person", "email")}


class G2PProviderPatternThreshold(models.Model):
    """Accounts, present and former, and contacts that several providers have in common.

    They are compared as the rules of separation compare them: blanks, countries of telephone
    numbers and accounts given up since make no difference. The values are not kept.
    """

    _inherit = "g2p.provider.pattern.threshold"

    def _find_shared(self):
        """Groups of providers that share an account or a contact."""
        owners, former = self._owners()
        return [
            {
                "key": str(ids[0]),
                "providers": ids,
                "level": len(ids),
                "facts": {"providers": ids, "shared": self._counts(values, former)},
            }
            for ids, values in unusual.together(owners)
        ]

    def _counts(self, values, former):
        """{what: how many of it are shared}."""
        counts = Counter(identity.kind_of(value) for value in values)
        counts["former"] = len(former.intersection(values))
        return {what: count for what, count in counts.items() if count}

    def _owners(self):
        """({value: ids of its providers}, values that somebody gave up)."""
        everyone = self.env["g2p.service.provider"].with_context(active_test=False)
        providers = everyone.search([("company_id", "=", self.company_id.id)], order="id")
        owners = defaultdict(set)
        for provider in providers:
            for key in self._keys_of(provider):
                owners[key].add(provider.id)
        return owners, self._add_former(providers, owners)

    def _keys_of(self, provider):
        """The present keys of a provider that count for this kind."""
        keys = [*provider.identity_keys, *self._email_keys(provider)]
        return [key for key in keys if identity.kind_of(key) in KEYS[self.kind]]

    def _email_keys(self, provider):
        email = provider.partner_id.email_normalized
        return [f"email:{email}"] if email else []

    def _add_former(self, providers, owners):
        """Add the accounts and numbers that providers gave up; return them.

        Only their digests exist. They are compared with those of all present values, under each
        secret that the server still knows.
        """
        formers = self.env["g2p.former.key"]
        rows = formers.search(
            [
                ("provider_id", "in", providers.ids),
                ("code", "in", KEYS[self.kind]),
                ("until", ">=", formers._since()),
            ]
        )
        present = self._digests(owners) if rows else {}
        found = set()
        for row in rows:
            # of a value that nobody has now, the digest is the value
            key = present.get(row.digest) or f"{row.code}:{row.digest}"
            if row.provider_id.id not in owners[key]:
                owners[key].add(row.provider_id.id)
                found.add(key)
        return found

    def _digests(self, keys):
        """{digest: key} of present values."""
        secrets = self.env["g2p.former.key"]._secrets()
        return {identity.digest(secret, key): key for secret in secrets for key in list(keys)}
