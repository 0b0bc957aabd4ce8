"""Keys made: weak-key-size."""

from cryptography.hazmat.primitives.asymmetric import dsa, rsa


def pair():
    """A new pair of keys."""
    return rsa.generate_private_key(65537, 1024)


def signing():
    """A new key to sign with."""
    return dsa.generate_private_key(key_size=1024)
