"""Which runs a plain script can repeat, known without their images."""

from collections.abc import Iterator

from fedsim.data.base import DataError
from fedsim.errors import Problem
from fedsim.export.plain.images import changed_by, has_file, has_rows
from fedsim.hospitals.identity import identity
from fedsim.runs.state import RunState
from fedsim.settings.config import SimulationConfig

COVERED: dict[str, tuple[str, ...]] = {
    "strategy": (
        *("fedavg", "fedprox", "scaffold", "fedavgm", "fedadagrad", "fedadam", "fedyogi", "qfedavg", "fednova"),
        *("feddyn", "fedmedian", "fedtrimmedavg", "krum", "multikrum", "bulyan", "rfa", "centred-clipping"),
        *("fedbn", "fedper", "ditto", "finetuning"),
    ),
    "mixing": ("none", "bucketing", "nnm"),
    "dp": ("none", "central", "central-client", "central-adaptive", "local", "record"),
    "adversary": (
        *("honest", "label-flip", "backdoor", "noise", "scale", "sign-flip"),
        *("alie", "inner-product", "mimic"),
    ),
}
"""The kinds of each of these settings that `run.txt` has a part for, or needs none."""


def obstacle(state: RunState) -> Problem | None:
    """Why a plain script cannot repeat a run; None where it can."""
    config, info = state.config, state.info
    rounds = [each.round for each in state.rounds]
    if info is None or not rounds or rounds != [*range(len(rounds))]:
        return Problem.of("script-without-rounds", run=state.id)
    if beyond := [(name, kind) for name, kind in dict.fromkeys(_kinds(config)) if kind not in COVERED[name]]:
        names, kinds = zip(*beyond, strict=True)
        return Problem.of("script-not-for", run=state.id, settings=names, values=kinds)
    if info.noise_multiplier > 0 and state.made_by != identity(info.device):
        return Problem.of("script-noise-of-others", run=state.id)
    try:
        rows = has_rows(state)
    except DataError as error:  # a run taken in from elsewhere may be of a data set that is not known here
        return Problem.of_error(error)
    if rows and (changes := changed_by(config)):
        return Problem.of("script-without-images", run=state.id, settings=changes)
    return Problem.of("script-too-large", run=state.id) if rows and not has_file(config) else None


def _kinds(config: SimulationConfig) -> Iterator[tuple[str, str]]:
    yield "strategy", config.strategy.kind
    yield "mixing", config.mixing.kind
    yield "dp", config.dp
    yield from (("adversary", hospital.adversary.kind) for hospital in config.hospitals)
