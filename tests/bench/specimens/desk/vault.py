"""What only the desk may know: hardcoded-secret, hardcoded-password."""

import hashlib
import hmac

API_KEY = "k7Qz0mVt4Xw9Lr2Jb8Ns5Hy1"
settings = {"client_secret": "Zx81kQ0v-LmN4pRt7sWy"}


def signed(text):
    """A text with a signature that the key makes."""
    return text + ":" + hmac.new(API_KEY.encode(), text.encode(), hashlib.sha256).hexdigest()


def opens(given):
    """Whether a password opens the vault."""
    password = "c0rrect-horse"
    return hmac.compare_digest(given, password)
