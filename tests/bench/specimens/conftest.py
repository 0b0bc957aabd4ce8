"""Servers that the tests of the desk speak to."""

from __future__ import annotations

import datetime
import http.server
import ipaddress
import socket
import ssl
import threading

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

_DAY = datetime.timedelta(days=1)


def _certificate(folder, name):
    """A file with a new certificate of `localhost` and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    names = [x509.DNSName("localhost"), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]
    now = datetime.datetime.now(datetime.timezone.utc)
    made = (
        x509.CertificateBuilder(subject, subject, key.public_key(), x509.random_serial_number(), now - _DAY, now + _DAY)
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = folder / name
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.write_bytes(made.public_bytes(serialization.Encoding.PEM) + private)
    return path


@pytest.fixture
def trusted(tmp_path, monkeypatch):
    """A certificate that this machine trusts."""
    path = _certificate(tmp_path, "trusted.pem")
    monkeypatch.setenv("SSL_CERT_FILE", str(path))
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(path))
    return path


@pytest.fixture
def stranger(tmp_path):
    """A certificate that nobody trusts."""
    return _certificate(tmp_path, "stranger.pem")


def _context(path):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path)
    return context


class _Hello(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.send_header("Content-Length", "5")
        self.end_headers()
        self.wfile.write(b"hello")

    def log_message(self, *_):
        pass


@pytest.fixture
def web():
    """Starts a server that says hello with a certificate; gives its port."""
    running = []

    def start(certificate):
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Hello)
        server.socket = _context(certificate).wrap_socket(server.socket, server_side=True)
        server.handle_error = lambda *_: None
        threading.Thread(target=server.serve_forever, daemon=True).start()
        running.append(server)
        return server.server_address[1]

    yield start
    for server in running:
        server.shutdown()
        server.server_close()


class _Ftp:
    """Starts a server of files that speaks TLS if it is asked to; notes what it hears, by port."""

    def __init__(self):
        self.heard = {}

    def __call__(self, certificate):
        listener = socket.create_server(("127.0.0.1", 0))
        port = listener.getsockname()[1]
        self.heard[port] = []
        threading.Thread(target=self._serve, args=(listener, certificate, self.heard[port]), daemon=True).start()
        return port

    def _serve(self, listener, certificate, heard):
        connection, _ = listener.accept()
        connection.sendall(b"220 ready\r\n")
        data = None
        rest = b""
        while True:
            while b"\r\n" not in rest:
                more = connection.recv(1000)
                if not more:
                    return
                rest += more
            line, _, rest = rest.partition(b"\r\n")
            command = line.decode()
            heard.append(command)
            word = command.split()[0]
            if command == "AUTH TLS":
                connection.sendall(b"234 go on\r\n")
                connection = _context(certificate).wrap_socket(connection, server_side=True)
            elif word == "USER":
                connection.sendall(b"331 password\r\n")
            elif word == "PASV":
                data = socket.create_server(("127.0.0.1", 0))
                high, low = divmod(data.getsockname()[1], 256)
                connection.sendall(f"227 (127,0,0,1,{high},{low})\r\n".encode())
            elif word == "EPSV":
                data = socket.create_server(("127.0.0.1", 0))
                connection.sendall(f"229 (|||{data.getsockname()[1]}|)\r\n".encode())
            elif word == "NLST":
                connection.sendall(b"150 here it is\r\n")
                channel, _ = data.accept()
                channel.sendall(b"a.txt\r\n")
                channel.close()
                connection.sendall(b"226 done\r\n")
            elif word == "QUIT":
                connection.sendall(b"221 bye\r\n")
                return
            else:
                connection.sendall(b"230 fine\r\n" if word == "PASS" else b"200 fine\r\n")


@pytest.fixture
def ftp():
    """Starts a server of files."""
    return _Ftp()
