"""The story's ID provider, which `make demo` starts (scripts/national_id)."""

CODE = "national"
#: claim -> value of a new registrant
CLAIMS = {
    "family_name": "family_name",
    "given_name": "given_name",
    "birthdate": "birthdate",
    "gender": "gender",
    "phone_number": "phone",
}
SETTINGS = {
    "name": "National ID",
    "code": CODE,
    "client_id": "assistance",
    "acr_values": "mosip:idp:acr:generated-code",
    "id_claim": "individual_id",
}


def connect(env, issuer, address):
    """Put the provider onto the sign-in page; without an issuer take it off.

    :param str address: of this server
    """
    provider = env["g2p.sign.in.provider"].search([("code", "=", CODE)], limit=1)
    if not issuer:
        provider.is_published = False
        return provider
    here = {"issuer": issuer, "base_address": address}
    if provider:
        provider.write(here)
    else:
        provider = provider.create({**SETTINGS, **here, **_references(env)})
    if not provider._active_key():
        env["g2p.sign.in.key"]._generate(provider).action_activate()
    provider.is_published = True
    return provider


def _references(env):
    lines = [(0, 0, {"claim": claim, "target": target}) for claim, target in CLAIMS.items()]
    # the numbers of the story's people are of the first type
    number = env["g2p.id.type"].search([], limit=1)
    return {"claim_ids": lines, "id_type_id": number.id}
