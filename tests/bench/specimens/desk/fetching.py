"""What other servers say: insecure-tls."""

import ssl
import urllib.request

import requests


def status(url):
    """The status of an answer."""
    return requests.get(url, verify=False, timeout=5).status_code


def body(url, proxies=None):
    """The text of an answer."""
    with requests.Session() as session:
        session.verify = False
        return session.get(url, proxies=proxies, timeout=5).text


def length(url):
    """How long an answer is."""
    context = ssl._create_unverified_context()
    with urllib.request.urlopen(url, context=context, timeout=5) as answer:
        return len(answer.read())
