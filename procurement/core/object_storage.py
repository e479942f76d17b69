"""Private files on an S3-compatible store. Imported only where the setting S3_BUCKET names a bucket."""

from typing import Any

from botocore.config import Config
from storages.backends.s3 import S3Storage

# Checksums of its own that only Amazon's servers know would be refused by others; ours stand in the database.
_CONFIG = Config(
    signature_version="s3v4",
    s3={"addressing_style": "path"},
    request_checksum_calculation="when_required",
    response_checksum_validation="when_required",
    connect_timeout=5,
    read_timeout=60,
    retries={"max_attempts": 3},
)


class ObjectStorage(S3Storage):
    """Files without an address, never replaced: what is read is held against its hash by who reads it."""

    def __init__(self, **settings: Any) -> None:
        fixed = {
            "client_config": _CONFIG,
            "default_acl": None,
            "file_overwrite": False,
            "location": "private",
        }
        super().__init__(**{**fixed, **settings})

    def url(self, name: str, *args: Any, **kwargs: Any) -> str:
        raise ValueError("private files have no address: use the download view")
