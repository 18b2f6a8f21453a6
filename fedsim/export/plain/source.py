"""The text of a plain script, of which a notebook's cells are parts."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
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
from fedsim.settings.config import SimulationConfig
from fedsim.settings.places import MANY
from fedsim.settings.strategy import ROBUST
from fedsim.text.plain import Plain
from fedsim.text.settings import TEXTS, value_title

TEMPLATE = Path(__file__).with_name("run.txt").read_text("utf-8")
WIDTH = 110
CELL = re.compile(r"^# %%( \[markdown\])?\n", re.MULTILINE)
COMMENT = re.compile(r"(?<=#): (\w+)$")
ADAPTIVE, INFORMED, KRUMS = (
    ("fedadagrad", "fedadam", "fedyogi"),
    ("fednova", "qfedavg"),
    ("krum", "multikrum", "bulyan"),
)
STEPS = (*ADAPTIVE, "fedavgm", "feddyn")
MULTIPLE = {"scale": 1.0, "sign-flip": -1.0}
"""Cheats that send a multiple of their update."""
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
    parts = _parts(state, facts["sizes"]) | {"rows" if rows else "files"}
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
    """The template's lines for these parts: after `#? one other&!third` for any of these two, after `#?` for all."""
    wanted: list[str] = []
    for line in TEMPLATE.splitlines():
        if line.startswith("#?"):
            wanted = line[2:].split()
        elif not wanted or any(_holds(each, parts) for each in wanted):
            yield line


def _holds(condition: str, parts: Collection[str]) -> bool:
    return all((part.removeprefix("!") in parts) != part.startswith("!") for part in condition.split("&"))


def _worded(line: str, said: Mapping[str, str]) -> str:
    """A line with its words: `#% NAME` is a paragraph of `Plain`, `#% # NAME` a heading, `#: NAME` a comment."""
    if line.startswith("#% "):
        *sign, name = line[3:].split()
        text = " ".join([*sign, getattr(Plain, name).format(**said)])
        return fill(text, WIDTH, initial_indent="# ", subsequent_indent="# ", break_on_hyphens=False).replace("$", "$$")
    return COMMENT.sub(lambda found: f" {getattr(Plain, found[1])}".replace("$", "$$"), line)


def _parts(state: RunState, sizes: Collection[int]) -> set[str]:
    """The names of the template's parts that a run needs."""
    config, info = state.config, state.info
    assert info is not None  # noqa: S101 - asked of runs that began
    kind, noisy, full = config.strategy.kind, info.noise_multiplier > 0, answered_by_all(state)
    mechanism, cheats = mechanism_of(config), {hospital.adversary.kind for hospital in config.hospitals}
    central, at_server = mechanism.noise_at is Place.SERVER, mechanism.clips_at is Place.SERVER
    steps, rule = kind in STEPS, kind in INFORMED or kind in ROBUST
    changes, sends = central or rule or steps, cheats & {*MULTIPLE, "noise"}
    sent = at_server or rule or steps or kind == "scaffold"
    known = {
        "parameters": _parameters(config), "adaptive": kind in ADAPTIVE, "rule": rule, "robust": kind in ROBUST,
        "steps": steps, "memory": steps or kind in ("scaffold", "centred-clipping"), "krums": kind in KRUMS,
        "distances": kind in KRUMS or config.mixing.kind == "nnm", "absent": not full, "sent": sent, "noise": noisy,
        "clip": config.private, "clips_at_server": at_server, "central": central, "changes": changes,
        "equal": central or kind == "feddyn", "arrays": config.private or sent or sends or not full, "cheats": sends,
        "multiplies": cheats & {*MULTIPLE}, "noisy_cheat": "noise" in cheats, "changed": changed_by(config),
        _norm(config): config.model == "resnet18",
        "leftover": config.batch_size > 1 and any(size % config.batch_size == 1 < size for size in sizes),
    }  # fmt: skip
    return {kind, config.mixing.kind, config.optimizer, config.model, *(name for name, there in known.items() if there)}


def _norm(config: SimulationConfig) -> str:
    return "groupnorm" if config.private else "imagenet" if config.weights == "imagenet" else "batchnorm"


def _parameters(config: SimulationConfig) -> str:
    """The constants that only the run's strategy, and its mixing, have."""
    own = {**vars(config.strategy), **vars(config.mixing)}
    return "\n".join(f"{name.upper()} = {own[name]!r}  # {TEXTS[name].title}" for name in own if name != "kind")


def _values(state: RunState, facts: Mapping[str, Any]) -> dict[str, str]:
    """What stands at the template's places: Python's own literals, whatever a kept run may hold."""
    config, info = state.config, state.info
    assert info is not None  # noqa: S101 - asked of runs that began
    names = config.hospital_names
    cheats: list[tuple[int, Any]] = [*enumerate(hospital.adversary for hospital in config.hospitals)]
    values = {
        **facts, "rounds": len(state.rounds) - 1,
        "local_epochs": config.local_epochs, "batch_size": config.batch_size, "lr": config.lr, "seed": config.seed,
        "clip_norm": config.clip_norm, "noise_multiplier": info.noise_multiplier, "device": info.device,
        "gpus": float(info.device == "cuda"), "told": Plain.TOLD,
        "times": {place: MULTIPLE[each.kind] * each.factor for place, each in cheats if each.kind in MULTIPLE},
        "ratios": {place: each.ratio for place, each in cheats if each.kind == "noise"},
        "hospitals": [*names] if len(names) <= MANY else range(1, len(names) + 1),
    }  # fmt: skip
    return {name: pformat(value, width=WIDTH, compact=True) for name, value in values.items()} | {
        "parameters": _parameters(config),
        "noise_seeds": _in_short(values["noise_seeds"]),
    }


def _in_short(seeds: Sequence[int]) -> str:
    """A list, which is of one number unless somebody was left out of a round."""
    return f"[{seeds[0]}] * {len(seeds)}" if len({*seeds}) == 1 else pformat([*seeds], width=WIDTH, compact=True)


def _versions(state: RunState) -> str:
    """Of the run's libraries, as it kept them; today's where it did not."""
    kept = (parts_of(state.made_by) or {}).get("packages", {})
    pins = {name: str(kept.get(name) or installed(name)) for name in PACKAGES}
    return " ".join(f"{EXTRAS.get(name, name)}=={pin}" for name, pin in pins.items() if VERSION.fullmatch(pin))
