"""What people say of a run: it changes none of its numbers."""

import json
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import delete, insert

from fedsim.errors import FedsimError
from fedsim.runs.tables import about
from fedsim.runs.writer import Step

MOST_TEXT = 10_000
MOST_TAGS = 50


@dataclass(frozen=True)
class About:
    """Of one run.

    Attributes:
        name: what it is called; None goes by its settings.
        starred: whether it is to be kept whole: what makes room on the disk passes it over.
        tags: words to find it by, each once, in their order.
        note: any text.
        deleted_at: when it was deleted, seconds since the epoch; None where it was not.
    """

    name: str | None = None
    starred: bool = False
    tags: tuple[str, ...] = ()
    note: str | None = None
    deleted_at: float | None = None

    def check(self) -> None:
        """Raise FedsimError where there is too much of it."""
        for what, text in (("name", self.name), ("note", self.note), *(("tag", each) for each in self.tags)):
            if text and len(text) > MOST_TEXT:
                raise FedsimError("about-too-long", what=what, length=len(text), most=MOST_TEXT)
        if len(self.tags) > MOST_TAGS:
            raise FedsimError("too-many-tags", number=len(self.tags), most=MOST_TAGS)


def kept(run_id: str, said: About) -> list[Step]:
    """What is said takes the place of what was said."""
    values = asdict(said) | {"run": run_id, "tags": json.dumps([_plain(each) for each in said.tags])}
    values |= {name: _plain(values[name]) for name in ("name", "note") if values[name]}
    return [(delete(about).where(about.c.run == run_id), {}), (insert(about), values)]


def read(row: Any) -> About:
    """A row of the table.

    Raises:
        UNREADABLE: it is damaged.
    """
    tags = tuple(map(str, json.loads(row.tags)))
    deleted_at = None if row.deleted_at is None else float(row.deleted_at)
    return About(_text(row.name), bool(row.starred), tags, _text(row.note), deleted_at)


def _plain(text: str) -> str:
    """What every database takes: without NUL, and without half of a surrogate pair."""
    return text.replace("\0", "").encode("utf-8", "replace").decode()


def _text(kept: object) -> str | None:
    return None if kept is None else str(kept)
