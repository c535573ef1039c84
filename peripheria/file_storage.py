"""Where uploaded files lie: in DATA_DIR, or in an S3-compatible store where a bucket is named."""

from collections.abc import Mapping
from typing import Any

LOCAL: dict[str, Any] = {"BACKEND": "django.core.files.storage.FileSystemStorage"}


def file_storage(environment: Mapping[str, str]) -> dict[str, Any]:
    """The "default" entry of STORAGES by FILES_S3_BUCKET, FILES_S3_ENDPOINT, FILES_S3_REGION, FILES_S3_KEY and
    FILES_S3_SECRET.

    Without a bucket files lie in DATA_DIR (MEDIA_ROOT). Raises ValueError with a line of help where a variable is
    missing or has the wrong form. Content always leaves through our own views, never by an address of the store.
    """
    bucket = environment.get("FILES_S3_BUCKET", "").strip()
    if not bucket:
        return LOCAL
    endpoint = environment.get("FILES_S3_ENDPOINT", "").strip()
    if endpoint and not endpoint.startswith(("http://", "https://")):
        raise ValueError("FILES_S3_ENDPOINT must begin with http:// or https://, or be empty for Amazon's own store.")
    key, secret = (environment.get(name, "").strip() for name in ("FILES_S3_KEY", "FILES_S3_SECRET"))
    if bool(key) != bool(secret):
        raise ValueError("FILES_S3_KEY and FILES_S3_SECRET go together: set both, or neither for the machine's role.")
    return {
        "BACKEND": "foundation.files.s3_store.CompatibleS3Storage",
        "OPTIONS": {
            "bucket_name": bucket, "endpoint_url": endpoint or None,
            "region_name": environment.get("FILES_S3_REGION", "").strip() or None,
            "access_key": key or None, "secret_key": secret or None, "location": "files", "default_acl": None,
            "file_overwrite": False, "querystring_auth": True, "signature_version": "s3v4",
            "addressing_style": "path" if endpoint else "auto",
        },
    }
