"""Tokens kept as digests: weak-hash."""

import hashlib
import hmac

_kept = {}


def keep(user, password, salt):
    """Keep the digest of a password."""
    _kept[user] = hashlib.md5(salt + password).hexdigest()


def knows(user, password, salt):
    """Whether the password is the one kept."""
    return hmac.compare_digest(_kept[user], hashlib.md5(salt + password).hexdigest())


def digest_length(token):
    """How long the digest of a token is, in characters."""
    return len(hashlib.new("sha1", token).hexdigest())
