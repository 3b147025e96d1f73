"""Servers that refuse, hang or are not there: real sockets on loopback."""

import json
import socket
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from governance.errors import RegistryError
from governance.registry.interface import Options
from governance.registry.opening import open_registry


@pytest.fixture(autouse=True)
def impatient(monkeypatch):
    monkeypatch.setenv("MLFLOW_HTTP_REQUEST_MAX_RETRIES", "0")
    monkeypatch.setenv("MLFLOW_HTTP_REQUEST_TIMEOUT", "1")


def answering(status, code):
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            body = json.dumps({"error_code": code, "message": "refused by the test"}).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_POST = do_GET  # noqa: N815  the name is the standard library's

        def log_message(self, *arguments):
            pass

    return ThreadingHTTPServer(("127.0.0.1", 0), Handler)


def refused(uri):
    with pytest.raises(RegistryError) as caught:
        open_registry("models:/m/1").load("models:/m/1", Options(tracking_uri=uri))
    return caught.value


@pytest.mark.parametrize(
    ("status", "code", "remedy"), [(401, "UNAUTHENTICATED", "MLFLOW_TRACKING_USERNAME"), (403, "PERMISSION_DENIED", "permission")]
)
def test_a_server_that_refuses_says_what_to_set(status, code, remedy):
    with answering(status, code) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        error = refused(f"http://127.0.0.1:{server.server_port}")
        server.shutdown()
    assert remedy in error.remedy


def test_a_server_that_is_not_there_is_said_not_to_answer():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    assert "does not answer" in refused(f"http://127.0.0.1:{port}").problem


def test_a_server_that_hangs_is_given_up():
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        assert "does not answer" in refused(f"http://127.0.0.1:{silent.getsockname()[1]}").problem
