"""Templates compiled once and kept, so that a worker's first pages are as quick as the others."""

import logging
import os
import stat
from pathlib import Path

import jinja2
from jinja2.bccache import Bucket, FileSystemBytecodeCache

_OTHERS = stat.S_IRWXG | stat.S_IRWXO

log = logging.getLogger(__name__)


class _Kept(FileSystemBytecodeCache):
    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep a template; where the disk refuses, the next worker compiles it again."""
        try:
            super().dump_bytecode(bucket)
        except OSError as error:
            log.warning("a compiled template was not kept: %s", error)


def compiled_templates(folder: Path) -> FileSystemBytecodeCache | None:
    """Return the store of this version's compiled templates in `folder`; None where others could write there.

    What is read from it is run: it belongs to this process's user alone.
    """
    own = folder / jinja2.__version__
    try:
        own.mkdir(mode=0o700, parents=True, exist_ok=True)
        kept = own.stat()
    except OSError as error:
        log.warning("compiled templates are not kept: %s", error)
        return None
    if kept.st_uid != os.getuid() or kept.st_mode & _OTHERS:
        log.warning("compiled templates are not kept: %s is open to others", own)
        return None
    return _Kept(str(own))
