"""Files fetched: cleartext-protocol."""

import ftplib


def names(host, port):
    """The names on a server."""
    with ftplib.FTP() as connection:
        connection.connect(host, port, timeout=5)
        connection.login()
        return connection.nlst()
