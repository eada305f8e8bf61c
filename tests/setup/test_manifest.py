"""The manifest of a backup names files below its folder only."""

from pathlib import Path

import pytest

from etl.setup import manifest
from etl.setup.messages import SetupError


def test_a_name_that_leads_out_of_the_backup_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "backup"
    inner = folder / "files" / "a" / "b.pdf"
    inner.parent.mkdir(parents=True)
    inner.write_bytes(b"paper")
    (tmp_path / "outside").write_bytes(b"paper")
    stated = manifest.summed(inner)
    manifest.check(folder, {"files": {"files/a/b.pdf": stated}})
    for name in ("files//a/b.pdf", "files/./a/b.pdf", str(inner), "../outside", "files/../../outside"):
        with pytest.raises(SetupError) as refused:
            manifest.check(folder, {"files": {name: stated}})
        assert refused.value.code == "backup_damaged"
