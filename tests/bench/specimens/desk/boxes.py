"""Boxes that only a key opens: weak-cipher."""

import os

from cryptography.hazmat.primitives import padding
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes


def close(key, content):
    """What opens only with the key."""
    cipher = algorithms.Blowfish(key)
    start = os.urandom(cipher.block_size // 8)
    writer = Cipher(cipher, modes.CBC(start)).encryptor()
    padder = padding.PKCS7(cipher.block_size).padder()
    return start + writer.update(padder.update(content) + padder.finalize()) + writer.finalize()


def opened(key, box):
    """What was put into the box."""
    cipher = algorithms.Blowfish(key)
    size = cipher.block_size // 8
    reader = Cipher(cipher, modes.CBC(box[:size])).decryptor()
    padder = padding.PKCS7(cipher.block_size).unpadder()
    return padder.update(reader.update(box[size:]) + reader.finalize()) + padder.finalize()
