"""The text of a plain script, of which a notebook's cells are parts."""

import re
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from pprint import pformat
from string import Template
from textwrap import fill
from typing import Any

from fedsim.export.plain.images import answered_by_all, changed_by
from fedsim.hospitals.identity import installed, parts_of
from fedsim.privacy.mechanisms import mechanism_of
from fedsim.privacy.mechanisms.base import Place
from fedsim.runs.state import RunState
from fedsim.settings.places import MANY
from fedsim.text.plain import Plain
from fedsim.text.settings import value_title

TEMPLATE = Path(__file__).with_name("run.txt").read_text("utf-8")
WIDTH = 110
CELL = re.compile(r"^# %%( \[markdown\])?\n", re.MULTILINE)
COMMENT = re.compile(r"(?<=#): (\w+)$")
ADAPTIVE, RULES = ("fedadagrad", "fedadam", "fedyogi"), ("fedmedian", "fedtrimmedavg")
PACKAGES = ("flwr", "torch", "torchvision", "numpy", "scipy")
VERSION = re.compile(r"\d[\w.+!]*", re.ASCII)
EXTRAS = {"flwr": "'flwr[simulation]'"}


def source_of(state: RunState, facts: Mapping[str, Any], rows: bool) -> str:
    """The script.

    Args:
        state: a run that `covered.obstacle` has nothing against.
        facts: of the data, from `images.files_of`.
        rows: whether it opens the data set's own file.
    """
    said = {
        "run": state.id,
        "versions": _versions(state),
        "strategy": value_title("strategy", state.config.strategy.kind),
    }
    parts = {*_parts(state, facts["sizes"]), "rows" if rows else "files"}
    lines = [_worded(line, said) for line in _taken(parts)]
    return Template("\n".join(lines) + "\n").substitute(_values(state, facts))


def notebook_of(source: str) -> str:
    """The same as a notebook, in Jupyter's format."""
    import nbformat  # takes a tenth of a second, and only this needs it

    _, *cells = CELL.split(source)
    made = []
    for number, (markdown, text) in enumerate(zip(cells[::2], cells[1::2], strict=True)):
        text = re.sub(r"^# ?", "", text, flags=re.MULTILINE) if markdown else text
        new = nbformat.v4.new_markdown_cell if markdown else nbformat.v4.new_code_cell
        made.append(new(text.strip("\n"), id=f"cell-{number}"))
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    return nbformat.writes(nbformat.v4.new_notebook(cells=made, metadata={"kernelspec": kernel})) + "\n"


def _taken(parts: Collection[str]) -> Iterator[str]:
    """The template's lines for these parts. After `#? one other` they are for either of them, after `#?` for all."""
    wanted: list[str] = []
    for line in TEMPLATE.splitlines():
        if line.startswith("#?"):
            wanted = line[2:].split()
        elif not wanted or any(each in parts for each in wanted):
            yield line


def _worded(line: str, said: Mapping[str, str]) -> str:
    """A line with its words: `#% NAME` is a paragraph of `Plain`, `#% # NAME` a heading, `#: NAME` a comment."""
    if line.startswith("#% "):
        *sign, name = line[3:].split()
        text = " ".join([*sign, getattr(Plain, name).format(**said)])
        return fill(text, WIDTH, initial_indent="# ", subsequent_indent="# ", break_on_hyphens=False).replace("$", "$$")
    return COMMENT.sub(lambda found: f" {getattr(Plain, found[1])}".replace("$", "$$"), line)


def _parts(state: RunState, sizes: Collection[int]) -> Iterator[str]:
    """The names of the template's parts that a run needs."""
    config, info, kind = state.config, state.info, state.config.strategy.kind
    assert info is not None  # noqa: S101 - asked of runs that began
    mechanism, noisy, full = mechanism_of(config), info.noise_multiplier > 0, answered_by_all(state)
    central, at_server = mechanism.noise_at is Place.SERVER, mechanism.clips_at is Place.SERVER
    steps, rule = kind == "fedavgm" or kind in ADAPTIVE, kind in RULES
    changes = central or rule or steps
    norm = "groupnorm" if config.private else "imagenet" if config.weights == "imagenet" else "batchnorm"
    known = {
        kind: True, "adaptive": kind in ADAPTIVE, "rule": rule, "steps": steps, "absent": not full,
        "clip": config.private, "clips_at_server": at_server, "clips_at_hospital": config.private and not at_server,
        "noise": noisy, "central": central, "central_noise": central and noisy, "local_noise": noisy and not central,
        "equal": central, "by_images": not central, "changes": changes, "unchanged": not changes,
        "sent": full and (at_server or rule or steps), "arrays": config.private or changes or not full,
        "changed": bool(changed_by(config)), config.optimizer: True, config.model: True, norm: config.model != "cnn",
        "leftover": config.batch_size > 1 and any(size % config.batch_size == 1 < size for size in sizes),
    }  # fmt: skip
    yield from (name for name, there in known.items() if there)


def _values(state: RunState, facts: Mapping[str, Any]) -> dict[str, str]:
    """What stands at the template's places: Python's own literals, whatever a kept run may hold."""
    config, info = state.config, state.info
    assert info is not None  # noqa: S101 - asked of runs that began
    names = config.hospital_names
    values = {
        "beta_1": 0.0, "beta_2": 0.0, **vars(config.strategy), **facts, "rounds": len(state.rounds) - 1,
        "local_epochs": config.local_epochs, "batch_size": config.batch_size, "lr": config.lr, "seed": config.seed,
        "clip_norm": config.clip_norm, "noise_multiplier": info.noise_multiplier, "device": info.device,
        "gpus": float(info.device == "cuda"), "told": Plain.TOLD,
        "hospitals": [*names] if len(names) <= MANY else range(1, len(names) + 1),
    }  # fmt: skip
    return {name: pformat(value, width=WIDTH, compact=True) for name, value in values.items()}


def _versions(state: RunState) -> str:
    """Of the run's libraries, as it kept them; today's where it did not."""
    kept = (parts_of(state.made_by) or {}).get("packages", {})
    pins = {name: str(kept.get(name) or installed(name)) for name in PACKAGES}
    return " ".join(f"{EXTRAS.get(name, name)}=={pin}" for name, pin in pins.items() if VERSION.fullmatch(pin))
