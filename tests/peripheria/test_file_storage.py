"""Where uploaded files lie: in DATA_DIR, or in a store of S3's kind."""

import os
import subprocess
import sys
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import storages

from foundation.files.models import StoredFile
from foundation.files.tasks import clear_content
from peripheria.file_storage import LOCAL, file_storage
from tests.foundation.files import fake_s3
from tests.processes import ROOT

S3 = {"FILES_S3_BUCKET": "bucket", "FILES_S3_KEY": "key", "FILES_S3_SECRET": "secret", "FILES_S3_REGION": "eu"}


def test_without_a_bucket_files_lie_in_the_folder() -> None:
    assert file_storage({}) == LOCAL


@pytest.mark.parametrize(("wrong", "name"), [
    ({"FILES_S3_ENDPOINT": "s3.city.example"}, "FILES_S3_ENDPOINT"), ({"FILES_S3_SECRET": ""}, "FILES_S3_SECRET"),
])
def test_a_wrong_variable_is_named(wrong: dict[str, str], name: str) -> None:
    with pytest.raises(ValueError, match=name):
        file_storage(S3 | wrong)


def test_the_application_says_at_its_start_what_is_wrong(tmp_path: Any) -> None:
    environment = os.environ | S3 | {"FILES_S3_KEY": "", "DATA_DIR": str(tmp_path)}
    check = subprocess.run([sys.executable, "manage.py", "check"], cwd=ROOT, env=environment, capture_output=True,
                           text=True, check=False)
    assert (check.returncode != 0, "FILES_S3_KEY and FILES_S3_SECRET go together" in check.stderr) == (True, True)


def test_a_file_is_put_read_listed_and_deleted_in_a_store_of_s3s_kind() -> None:
    with fake_s3.store() as (address, objects):
        options = file_storage(S3 | {"FILES_S3_ENDPOINT": address})
        storage = storages.create_storage(options)
        name = storage.save("2026/05/a.txt", ContentFile(b"text"))
        with storage.open(name) as stored:
            read = stored.read()
        listed, there = storage.listdir("2026/05"), dict(objects)
        storage.delete(name)
    assert (read, listed, there, objects) == (b"text", ([], ["a.txt"]), {"files/2026/05/a.txt": b"text"}, {})


@pytest.mark.django_db
def test_orphans_are_cleared_there_too(settings: Any) -> None:
    with fake_s3.store() as (address, objects):
        settings.STORAGES = {**settings.STORAGES, "default": file_storage(S3 | {"FILES_S3_ENDPOINT": address})}
        kept = StoredFile(name="kept.txt", content_type="text/plain", size=1, sha256="")
        kept.file.save("kept.txt", ContentFile(b"x"))
        kept.file.storage.save("2026/05/lost.txt", ContentFile(b"x"))
        cleared = clear_content()
        left = list(objects)
    assert (cleared, left) == (1, [f"files/{kept.file.name}"])
