"""Kinds that only a test knows: what one file, one line in a registry and a kind in the settings add."""

from typing import Any

import pytest

from fedsim.settings.config import SimulationConfig
from fedsim.settings.declared import declared


def register(monkeypatch: pytest.MonkeyPatch, union: str, setting: type, registry: dict, made: Any) -> None:
    """Let a setting have another kind.

    Args:
        monkeypatch: takes it away after the test.
        union: the setting.
        setting: its new kind, a dataclass; without parameters where it is a union.
        registry: the subject's, by the kind's name.
        made: what stands there for it.
    """
    kind = setting.kind  # type: ignore[attr-defined]
    one = declared(SimulationConfig)[union]
    monkeypatch.setitem(one.each or one.kinds, kind, setting)
    monkeypatch.setitem(registry, kind, made)
