"""A small mail server on this machine that answers by the address: what real ones do, without leaving the machine."""

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

ANSWERS = {"gone": "550 no such person", "later": "451 try later", "spam": "554 not taken"}


class _Conversation(socketserver.StreamRequestHandler):
    """One SMTP conversation; ``gone@`` and ``later@`` are refused, after ``spam@`` the content is refused, and
    ``cut@`` loses the connection while the mail is on its way."""

    def handle(self) -> None:
        self.say("220 here")
        recipient = ""
        while line := self.rfile.readline().decode().strip():
            word = line.split(" ")[0].upper()
            if word == "RCPT":
                recipient = line.split("<")[1].split("@")[0]
                self.say(ANSWERS[recipient] if recipient in {"gone", "later"} else "250 fine")
            elif word == "DATA":
                self.say("354 go on")
                text = self._text()
                if recipient == "cut":
                    return
                if recipient == "spam":
                    self.say(ANSWERS["spam"])
                    continue
                self.server.taken.append((recipient, text))  # type: ignore[attr-defined]
                self.say("250 taken")
            elif word == "QUIT":
                self.say("221 bye")
                return
            else:
                self.say("250 fine")

    def say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())

    def _text(self) -> str:
        lines = []
        while (line := self.rfile.readline()) != b".\r\n":
            lines.append(line.decode())
        return "".join(lines)


@contextmanager
def mail_server() -> Iterator[Any]:
    """A server with ``server_address`` and ``taken``: the (name before the @, mail) pairs that it took."""
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), _Conversation) as server:
        server.daemon_threads = True
        server.taken = []  # type: ignore[attr-defined]
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield server
        finally:
            server.shutdown()
