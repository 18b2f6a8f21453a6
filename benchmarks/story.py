"""The story in numbers: each hospital alone, all together, and one model on all their images, seed by seed.

    python -m benchmarks.story [--dataset NAME_OR_PATH] [--classes A,B,C,D] [--samples N] [--seeds 0 1 2] ...

Three hospitals that have never seen the classes at positions 1, 2 and 0; all other settings are the quick demo's but
for those given. Prints a Markdown table of accuracies on the test set, the last row their mean and standard deviation.
"""

import argparse
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from statistics import mean, stdev

import numpy as np

from benchmarks.trained import trained
from fedsim import data
from fedsim.errors import FedsimError
from fedsim.settings.config import ConfigError, SimulationConfig, start_hospitals
from fedsim.settings.presets import QUICK
from fedsim.text.datasets import title

WHOLE = ("size", "rounds", "local_epochs", "batch_size", "baseline_epochs")


def main(arguments: Sequence[str] | None = None) -> int:
    options = make_parser().parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        try:
            tell(read_settings(options, Path(folder)), options.seeds)
        except FedsimError as error:
            print(error, file=sys.stderr)
            return 1
    return 0


def make_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.story", description=__doc__.splitlines()[0])
    parser.add_argument("--dataset", default=QUICK.dataset, help="a data set's name or the path of an .npz file")
    parser.add_argument("--classes", help="keep only these, by name or position, in this order: A,B,C,D or 0,2,3")
    parser.add_argument("--samples", default=QUICK.samples_per_hospital, help="images a hospital at most, or all")
    for name in WHOLE:
        parser.add_argument(f"--{name.replace('_', '-')}", type=int, default=getattr(QUICK, name))
    parser.add_argument("--lr", type=float, default=QUICK.lr)
    parser.add_argument("--seeds", type=int, nargs="+", default=[0, 1, 2])
    return parser


def read_settings(options: argparse.Namespace, folder: Path) -> SimulationConfig:
    """The run's settings; a set that is cut down to some classes is written to the folder.

    Raises:
        FedsimError: a setting or the data set is not to be had.
    """
    names = ("dataset", *WHOLE, "lr")
    values = {name: getattr(options, name) for name in names} | {"samples_per_hospital": options.samples}
    if options.classes:
        values["dataset"] = str(keep_classes(options.dataset, options.size, options.classes.split(","), folder))
    classes = data.info(values["dataset"]).classes
    config = SimulationConfig.from_dict({**values, "baselines": "after"}, classes)
    config = replace(config, hospitals=start_hospitals(3, classes))
    if problems := config.validate(classes):
        raise ConfigError(" ".join(problems))
    return config


def keep_classes(name: str, size: int, wanted: Sequence[str], folder: Path) -> Path:
    """Write a set's images of some classes, renumbered in the order given, in MedMNIST's format."""
    dataset = data.load(name, size)
    positions = [position_of(each.strip(), dataset.classes) for each in wanted]
    arrays = {"class_names": np.array([dataset.classes[position] for position in positions])}
    for split in ("train", "val", "test"):
        images, labels = getattr(dataset, split).images, getattr(dataset, split).labels
        rows = np.isin(labels, positions)
        renumbered = np.array([positions.index(label) for label in labels[rows]], dtype=np.uint8)
        arrays |= {f"{split}_images": images[rows], f"{split}_labels": renumbered[:, None]}
    path = folder / f"{Path(name).stem}, {len(positions)} classes.npz"
    np.savez(path, allow_pickle=False, **arrays)
    return path


def position_of(wanted: str, classes: Sequence[str]) -> int:
    if wanted in classes:
        return classes.index(wanted)
    if wanted.isdecimal() and int(wanted) < len(classes):
        return int(wanted)
    raise ConfigError(f"There is no class {wanted!r}: choose from {', '.join(classes)}, or their positions from 0.")


def tell(config: SimulationConfig, seeds: Sequence[int]) -> None:
    """Print the table, a row a seed."""
    titles = [*(f"{name} alone" for name in config.hospital_names), "together", "pooled"]
    print(f"{describe(config)}\n\n| seed | {' | '.join(titles)} |\n{'| --- ' * (len(titles) + 1)}|", flush=True)
    rows = []
    for seed in seeds:
        started = time.perf_counter()
        rows.append(measure(replace(config, seed=seed)))
        print(f"| {seed} | {' | '.join(f'{accuracy:.3f}' for accuracy in rows[-1])} |", flush=True)
        print(f"{time.perf_counter() - started:.0f} s", file=sys.stderr)
    if len(rows) > 1:
        cells = [f"{mean(column):.3f} ± {stdev(column):.3f}" for column in zip(*rows, strict=True)]
        print(f"| mean ± sd | {' | '.join(cells)} |")


def describe(config: SimulationConfig) -> str:
    """The settings that the numbers depend on."""
    entry = data.info(config.dataset)
    unseen = ", ".join(f"{hospital.name} {hospital.excluded[0]}" for hospital in config.hospitals)
    values = config.to_dict()
    names = ("samples_per_hospital", "rounds", "local_epochs", "batch_size", "lr", "model")
    settings = ", ".join(f"{name} {values[name]}" for name in names)
    return (
        f"{title(entry.name, entry.title)} ({', '.join(entry.classes)}), {entry.num_test} test images; "
        f"never seen: {unseen}; {settings}, {config.num_baseline_epochs} epochs alone and pooled."
    )


def measure(config: SimulationConfig) -> list[float]:
    """Test accuracies of one seed: each hospital alone, together after the last round, pooled."""
    state = trained(config)
    finals = [*state.alone, state.rounds[-1], state.pooled]
    return [final.accuracy for final in finals if final]


if __name__ == "__main__":
    sys.exit(main())
