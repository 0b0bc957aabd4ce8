"""Who is speaking: insecure-jwt."""

import jwt


def speaker(token, key):
    """The name in a token."""
    return jwt.decode(token, key, algorithms=["HS256"], options={"verify_signature": False})["sub"]
