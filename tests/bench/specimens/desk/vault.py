"""What only the desk may know: hardcoded-secret, hardcoded-password."""

import hashlib
import hmac

API_KEY = "k7Qz0mVt4Xw9Lr2Jb8Ns5Hy1"
settings = {"client_secret": "Zx81kQ0v-LmN4pRt7sWy"}


def signed(text):
    """A text with a signature that the key makes."""
    return text + ":" + hmac.new(API_KEY.encode(), text.encode(), hashlib.sha256).hexdigest()


def link(name):
    """A name with its digest, by which it is known again."""
    secret_key = "Jq82mfPz0vLx7RtB"
    return name + "." + hashlib.blake2b(name.encode(), key=secret_key.encode(), digest_size=8).hexdigest()


def who(text):
    """Whose link it is, empty where it was made up."""
    name = text.partition(".")[0]
    return name if hmac.compare_digest(link(name), text) else ""


def sealed(data):
    """The digest of some data under the desk's key."""
    return hmac.new(b"Pz7!kD03mQx9vTr5", data, "sha256").hexdigest()


class Vault:
    """What is kept for the desk."""

    token = "w4Tz9Kq1Lm7Xr3Vb8Np2"
    auth_token = "u5Rk0Wd8Jx2Cz6Gh4Yt1"


def hello(access_token="Hn3Vx7Qk1Zr9Lw5Tb2Md"):
    """A greeting signed by whoever has the token."""
    return hmac.new(access_token.encode(), b"hello", "sha256").hexdigest()


def connection(host):
    """Where the desk's database is."""
    return "postgresql://desk:Tq7vZ2mXk9@" + host + "/desk"


def opens(given):
    """Whether a password opens the vault."""
    password = "c0rrect-horse"
    return hmac.compare_digest(given, password)
