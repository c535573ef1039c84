"""An S3-compatible store that need not be Amazon's; imported only where a bucket is named, because boto3 is heavy."""

from typing import Any

from botocore.config import Config
from storages.backends.s3 import S3Storage


class CompatibleS3Storage(S3Storage):
    """Without the trailing checksums of newer clients, which other stores refuse."""

    def __init__(self, **options: Any) -> None:
        options["client_config"] = Config(
            s3={"addressing_style": options.get("addressing_style")}, signature_version="s3v4",
            request_checksum_calculation="when_required", response_checksum_validation="when_required",
            connect_timeout=10, read_timeout=60,
        )
        super().__init__(**options)
