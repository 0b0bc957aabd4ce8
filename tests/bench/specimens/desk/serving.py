"""Listening: bind-all-interfaces."""

import socket
import socketserver


def listening():
    """A socket that listens."""
    server = socket.socket()
    server.bind(("0.0.0.0", 0))
    server.listen(1)
    return server


def serving(handler):
    """A server of a handler."""
    return socketserver.TCPServer(("0.0.0.0", 0), handler)


def asked(port, host="0.0.0.0"):
    """A socket where it is asked for."""
    server = socket.socket()
    server.bind((host, port))
    return server
