"""docs/DEPLOY.md names every limit with the defaults that are in force."""

import re
from dataclasses import fields
from pathlib import Path

from fedsim.settings.limits import ON_A_SHARED_SERVER, OWN, PREFIX, Limits

ROOT = Path(__file__).parents[1]
TABLE = re.compile(r"^\| `(FEDSIM_\w+)` \| [^|]+ \| (\w+) \| (\w+) \|$", re.MULTILINE)


def shown(value: object) -> str:
    return str(value) if value else "none"


def test_the_table_of_limits_is_true() -> None:
    said = {name: (shared, own) for name, shared, own in TABLE.findall((ROOT / "docs" / "DEPLOY.md").read_text())}
    assert said.pop("FEDSIM_SHARED") == ("auto", "auto")
    names = [field.name for field in fields(Limits) if field.name != "shared"]
    assert said == {
        f"{PREFIX}{name.upper()}": (shown(getattr(ON_A_SHARED_SERVER, name)), shown(getattr(OWN, name)))
        for name in names
    }
