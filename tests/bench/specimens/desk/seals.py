"""Sealed texts: weak-cipher, by its mode."""

from Crypto.Cipher import AES


def sealed(key, text):
    """A text that only the key opens, padded to whole blocks."""
    return AES.new(key, AES.MODE_ECB).encrypt(text.ljust(-(-len(text) // 16) * 16))
