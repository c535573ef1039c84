"""Refuse an upload that is too large as a whole before a byte of it is kept."""

from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import FileUploadHandler

LARGEST_REQUEST = 200 * 1024 * 1024


class UploadLimit(FileUploadHandler):
    """The first of the upload handlers; it keeps nothing itself."""

    def handle_raw_input(self, input_data: Any, META: Any, content_length: int,  # noqa: N803 - Django's name
                         boundary: Any, encoding: str | None = None) -> None:
        """Raise RequestDataTooBig (answered with 400) by the length that the request announces."""
        if content_length > LARGEST_REQUEST:
            raise RequestDataTooBig("The files are too large for one upload.")

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        """Pass it on to the next handler."""
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """The next handler makes the file."""
