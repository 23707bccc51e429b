"""Why a sign-in was refused; the codes are recorded, people read a neutral sentence."""

#: {code: what it means to an administrator}
CODES = {
    "cancelled": "the person or the provider cancelled",
    "unreachable": "the provider did not answer in time, or with an error",
    "metadata": "the provider's description does not fit the settings",
    "expired": "the sign-in was unknown, too old, used before, or began in another browser",
    "mix_up": "the answer came from another provider",
    "token_refused": "the provider refused the code or the client",
    "malformed": "a token could not be read",
    "encrypted": "a token is encrypted (JWE), which is not supported: ask for signed ones",
    "algorithm": "a token is signed with an algorithm that is not allowed",
    "unknown_key": "a token is signed with a key that the provider does not publish",
    "signature": "a signature is wrong",
    "issuer": "a token is of another issuer",
    "audience": "a token is for another client",
    "time": "a token is expired, or from the future",
    "nonce": "a token belongs to another sign-in",
    "at_hash": "the access token belongs to another sign-in",
    "acr": "the person signed in with a weaker method than asked for",
    "auth_time": "the person signed in too long ago",
    "subject": "the data are those of another person",
    "userinfo": "the person's data could not be read, or were not signed",
    "person": "another person than before signed in",
    "linked": "the identity belongs to another account",
    "blocked": "the identity or its account is blocked",
    "office": "the account belongs to the office",
    "registry": "an administrator ended the account's access to the registrant",
    "data": "the registry, or the server's accounts, refused what the provider says",
    "again": "the same person signed in twice at the same moment",
    "key": "there is no usable client key or secret",
}


class Refused(Exception):
    """The sign-in cannot go on.

    >>> Refused("nonce").code
    'nonce'
    """

    def __init__(self, code, detail=""):
        if code not in CODES:
            raise KeyError(code)
        super().__init__(f"{code}: {detail}" if detail else code)
        self.code = code
        self.detail = detail
        #: where the person wanted to go, for another try
        self.return_path = ""
        #: whether the person wanted to show who they are
        self.is_proof = False
