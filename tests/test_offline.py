"""Nothing leaves this computer: every notebook runs where a connection to anybody else fails, and none is tried."""

import os
import subprocess
import sys

import pytest

from followup.resources import find

NOTEBOOKS = sorted(find("notebooks").rglob("[0-9a-z]*.ipynb"))

# What Python loads before anything else, in the kernel too: it refuses and writes down every address but loopback.
WATCH = '''
import ipaddress, os, socket

def _own(address):
    if not isinstance(address, tuple):
        return True  # a socket that is a file
    host = str(address[0] or "localhost").partition("%")[0]
    try:
        return ipaddress.ip_address(host).is_loopback or ipaddress.ip_address(host).is_unspecified
    except ValueError:
        return host in ("localhost", socket.gethostname())

def _watched(name, where):
    old = getattr(*where)
    def new(*args, **kwargs):
        address = (args[0],) if name == "getaddrinfo" else next((a for a in args[1:] if isinstance(a, tuple)), None)
        if not _own(address):
            with open(os.environ["FOLLOWUP_TRIED"], "a") as log:
                log.write(f"{name} {address}\\n")
            raise OSError(f"no connection to {address} here")
        return old(*args, **kwargs)
    setattr(*where, new)

class _Socket(socket.socket):
    pass

for _name in ("connect", "connect_ex", "sendto"):
    setattr(_Socket, _name, getattr(socket.socket, _name))
    _watched(_name, (_Socket, _name))
socket.socket = _Socket
_watched("getaddrinfo", (socket, "getaddrinfo"))
'''
RUN = "import nbformat, sys; from nbclient import NotebookClient; NotebookClient(nbformat.read(sys.argv[1], 4), timeout=120).execute()"


@pytest.fixture
def watched(tmp_path, followup_home):
    """Runs a command under watch: its exit code and the addresses that were tried."""
    (tmp_path / "sitecustomize.py").write_text(WATCH, encoding="utf-8")
    tried = tmp_path / "tried.txt"
    paths = os.pathsep.join([str(tmp_path), str(find("data").parent), os.environ.get("PYTHONPATH", "")])
    env = {**os.environ, "PYTHONPATH": paths, "FOLLOWUP_TRIED": str(tried), "FOLLOWUP_HOME": str(followup_home)}

    def run(*command):
        done = subprocess.run([sys.executable, "-c", *command], env=env, capture_output=True, text=True, timeout=300)
        return done.returncode, tried.read_text().splitlines() if tried.exists() else [], done.stderr[-2000:]

    return run


@pytest.mark.parametrize(
    ("code", "tried"),
    [
        ("import socket; socket.create_connection(('192.0.2.1', 80), 1)", "getaddrinfo ('192.0.2.1',)"),
        ("import socket; s = socket.socket(); s.settimeout(1); s.connect(('192.0.2.1', 80))", "connect ('192.0.2.1', 80)"),
        ("import urllib.request; urllib.request.urlopen('http://example.org', timeout=1)", "getaddrinfo ('example.org',)"),
        ("import socket; socket.socket(type=socket.SOCK_DGRAM).sendto(b'x', ('192.0.2.1', 53))", "sendto ('192.0.2.1', 53)"),
        ("import socket\ntry: socket.socket().connect(('192.0.2.1', 80))\nexcept OSError: pass", "connect ('192.0.2.1', 80)"),
    ],
)
def test_a_connection_would_be_seen(watched, code, tried):
    """The proof of the test below."""
    assert watched(code)[1] == [tried]


def test_this_computer_may_be_asked(watched):
    code = "import socket; s = socket.create_server(('127.0.0.1', 0)); socket.create_connection(s.getsockname()).close()"
    assert watched(code)[:2] == (0, [])


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_tries_no_connection_to_anybody_else(watched, path):
    code, tried, said = watched(RUN, str(path))
    assert tried == [] and code == 0, said
