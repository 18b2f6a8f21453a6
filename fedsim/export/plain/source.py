"""The text of a plain script, of which a notebook's cells are parts."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import groupby
from pathlib import Path
from pprint import pformat
from string import Template
from typing import Any

from fedsim.export.plain.images import answered_by_all, changed_by, judged
from fedsim.hospitals.adversaries.alie import largest_z
from fedsim.hospitals.identity import installed, parts_of
from fedsim.language import paragraph
from fedsim.privacy.mechanisms import mechanism_of
from fedsim.privacy.mechanisms.base import Place
from fedsim.runs.state import RunState
from fedsim.settings.adversary import COLLUDING
from fedsim.settings.config import SimulationConfig
from fedsim.settings.places import MANY
from fedsim.settings.strategy import OWN_MODELS, ROBUST, by_scanner
from fedsim.text.format import wrapped
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
LAYERS = ("fedbn", "fedper")
MULTIPLES = {"scale": "factor", "sign-flip": "factor", "backdoor": "boost"}
"""Of cheats that send a multiple of their update, the parameter that says which."""
TOLD = {"round": "{server_round}", "accuracy": "{accuracy:.4f}", "loss": "{loss:.6f}", "kept": "{kept:.4f}"}
"""The places of a sentence as an f-string has them."""
PACKAGES = ("flwr", "torch", "torchvision", "opacus", "numpy", "scipy")
VERSION = re.compile(r"\d[\w.+!]*", re.ASCII)
EXTRAS = {"flwr": "'flwr[simulation]'"}


def source_of(state: RunState, facts: Mapping[str, Any], rows: bool) -> str:
    """The script.

    Args:
        state: a run that `covered.obstacle` has nothing against.
        facts: of the data, from `images.files_of`.
        rows: whether it opens the data set's own file.
    """
    parts = _parts(state, facts["sizes"], facts["channels"]) | {"rows" if rows else "files"}
    taken = [*_taken(parts)]
    said = {
        "run": state.id,
        "versions": _versions(state, "\n".join(taken)),
        "strategy": value_title("strategy", state.config.strategy.kind),
    }
    text = "\n".join(_worded(line, said) for line in _joined(taken))
    return Template(text + "\n").substitute(_values(state, facts))


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


def _joined(lines: Sequence[str]) -> Iterator[str]:
    """Lines of words that follow each other as one paragraph."""
    for words, group in groupby(lines, key=lambda line: line.startswith("#% ") and not line.startswith("#% #")):
        found = [*group]
        yield from [" ".join(["#%", *(line.removeprefix("#% ") for line in found)])] if words else found


def _holds(condition: str, parts: Collection[str]) -> bool:
    return all((part.removeprefix("!") in parts) != part.startswith("!") for part in condition.split("&"))


def _worded(line: str, said: Mapping[str, str]) -> str:
    """A line with its words: `#% NAME NAME` is a paragraph of `Plain`, `#% # NAME` a heading, `#: NAME` a comment."""
    if line.startswith("#% "):
        *marks, names = line[3:].rpartition("# ")
        text = "".join([*marks, paragraph(getattr(Plain, name).format(**said) for name in names.split())])
        return "\n".join(f"# {each}" for each in wrapped(text, WIDTH - 2)).replace("$", "$$")
    return COMMENT.sub(lambda found: f" {getattr(Plain, found[1])}".replace("$", "$$"), line)


def _parts(state: RunState, sizes: Collection[int], channels: int) -> set[str]:
    """The names of the template's parts that a run needs."""
    config, info = state.config, state.info
    assert info is not None  # noqa: S101 - asked of runs that began
    kind, noisy, full = config.strategy.kind, info.noise_multiplier > 0, answered_by_all(state)
    mechanism, cheats = mechanism_of(config), {each.kind for each in _cheats(config).values()}
    record, at_server = mechanism.clips_at is Place.TRAINING, mechanism.clips_at is Place.SERVER
    central, adapts, clips = mechanism.noise_at is Place.SERVER, mechanism.adapts, config.private and not record
    statistics = config.model == "resnet18" and not config.private
    steps, robust, informed, own = kind in STEPS, kind in ROBUST, kind in INFORMED, kind in OWN_MODELS
    multiplies, noisy_cheat, colludes = bool(_times(config)), "noise" in cheats, bool(cheats & {*COLLUDING})
    moves, keeps = steps or robust or informed, statistics and (steps or informed)
    averages = steps or keeps or adapts or (central and (noisy or not full))
    stacks = robust or informed or colludes
    sent = at_server or stacks or steps or (central and not full)
    known = {
        "parameters": _parameters(config), "adaptive": kind in ADAPTIVE, "krums": kind in KRUMS, "robust": robust,
        "distances": kind in KRUMS or config.mixing.kind == "nnm", "informed": informed, "matrix": robust or informed,
        "steps": steps, "moves": moves, "keeps": keeps, "averages": averages, "super": not (averages or moves),
        "mean": not moves, "stacks": stacks, "sent": sent, "absent": not full,
        "returns": averages or moves or colludes or at_server, "equal": central or kind == "feddyn",
        "clips": clips, "clips_at_server": at_server, "central": central, "adapts": adapts, "noise": noisy,
        "record": record, "math": record or adapts, "cheats": multiplies or noisy_cheat, "multiplies": multiplies,
        "noisy_cheat": noisy_cheat, "colludes": colludes, "changed": changed_by(config), "statistics": statistics,
        "altered": multiplies or noisy_cheat or (clips and not at_server),
        "vectors": clips or sent or averages or multiplies or noisy_cheat, "own": own,
        "layers": kind in LAYERS, "near": kind in ("fedprox", "ditto"), "judged": own and judged(config) is not None,
        "own_tests": by_scanner(config), "fits": not record or kind in ("ditto", "finetuning"),
        "plainest": not record and kind not in ("fedprox", "ditto", "scaffold", "feddyn", "finetuning"),
        _norm(config): config.model == "resnet18", "colour": channels == 3,
        "leftover": config.batch_size > 1 and any(size % config.batch_size == 1 < size for size in sizes),
    }  # fmt: skip
    names = {name for name, there in known.items() if there}
    return {kind, config.mixing.kind, config.optimizer, config.model, *(cheats & {*COLLUDING}), *names}


def _cheats(config: SimulationConfig) -> dict[int, Any]:
    """Who cheats, by the hospital's place."""
    cheats = {place: hospital.adversary for place, hospital in enumerate(config.hospitals)}
    return {place: cheat for place, cheat in cheats.items() if cheat.kind != "honest"}


def _times(config: SimulationConfig) -> dict[int, float]:
    """How many times its update a cheat sends, by its place."""
    times = {place: getattr(cheat, MULTIPLES.get(cheat.kind, ""), 1.0) for place, cheat in _cheats(config).items()}
    times |= {
        place: -number for place, number in times.items() if config.hospitals[place].adversary.kind == "sign-flip"
    }
    return {place: number for place, number in times.items() if number != 1}


def _alie(config: SimulationConfig) -> dict[int, float]:
    """How many standard deviations from the honest mean, by place."""
    cheats = {place: cheat for place, cheat in _cheats(config).items() if cheat.kind == "alie"}
    z = largest_z(len(config.hospitals), len(cheats)) if cheats else 0.0
    return {place: cheat.z or z for place, cheat in cheats.items()}


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
    names, cheats = config.hospital_names, _cheats(config)
    values = {
        **facts, "rounds": len(state.rounds) - 1,
        "local_epochs": config.local_epochs, "batch_size": config.batch_size, "lr": config.lr, "seed": config.seed,
        "clip_norm": config.clip_norm, "noise_multiplier": info.noise_multiplier, "device": info.device,
        "times": _times(config), "alie": _alie(config),
        "ratios": {place: each.ratio for place, each in cheats.items() if each.kind == "noise"},
        "opposites": {place: each.factor for place, each in cheats.items() if each.kind == "inner-product"},
        "mimics": [place for place, each in cheats.items() if each.kind == "mimic"],
        "honest": [place for place in range(len(names)) if place not in cheats], "judged": judged(config),
        "hospitals": [*names] if len(names) <= MANY else range(1, len(names) + 1),
    }  # fmt: skip
    return {name: pformat(value, width=WIDTH, compact=True) for name, value in values.items()} | {
        "parameters": _parameters(config),
        "noise_seeds": _in_short(values["noise_seeds"]),
        "resources": '{"num_cpus": 1, "num_gpus": 1.0}' if info.device == "cuda" else '{"num_cpus": 1}',
        "told": f"f{_quoted(Plain.TOLD.format(**TOLD))}",
    }


def _quoted(text: str) -> str:
    return repr(text) if {*'"\\'} & {*text} else f'"{text}"'


def _in_short(seeds: Sequence[int]) -> str:
    """A list, which is of one number unless somebody was left out of a round."""
    return f"[{seeds[0]}] * {len(seeds)}" if len({*seeds}) == 1 else pformat([*seeds], width=WIDTH, compact=True)


def _versions(state: RunState, code: str) -> str:
    """Of the libraries that the code imports, as the run kept them; today's where it did not."""
    kept = (parts_of(state.made_by) or {}).get("packages", {})
    pins = {
        name: str(kept.get(name) or installed(name))
        for name in PACKAGES
        if re.search(rf"^(from|import) {name}\b", code, re.MULTILINE)
    }
    return " ".join(f"{EXTRAS.get(name, name)}=={pin}" for name, pin in pins.items() if VERSION.fullmatch(pin))
