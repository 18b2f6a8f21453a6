"""What a training step is made of, and what else an epoch costs: processor time, which other work disturbs least.

    python -m benchmarks.inner_loop [--repeats 5]

One epoch of one hospital of the quick demo. Each figure is the least of its repeats, taken by turns, as a share of it.
"""

import argparse
import time
from collections.abc import Callable

import torch
from torch.nn import functional as F

from fedsim.hospitals.population import Population, load_population
from fedsim.settings.presets import QUICK
from fedsim.training.local import MAX_OWN_EXAMPLES, evaluate, normalise, split_order, torch_rng, train_local


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.inner_loop", description=__doc__.splitlines()[0])
    parser.add_argument("--repeats", type=int, default=5)
    repeats = parser.parse_args().repeats
    torch.set_num_threads(1)
    population = load_population(QUICK)
    parts: dict[str, Callable[[], None]] = {
        "an epoch": lambda: _epoch(population),
        "the initial model": lambda: _discard(population.model()),
        "all test images": lambda: _discard(evaluate(population.model(), population.test)),
        "own images": lambda: _discard(evaluate(population.model(), population.shards[0].thin_out(MAX_OWN_EXAMPLES))),
    }
    times: dict[str, list[float]] = {}
    for _ in range(repeats + 1):  # the first is to warm up
        for what, part in parts.items():
            times.setdefault(what, []).append(_time(part))
        for what, seconds in _steps(population).items():
            times.setdefault(what, []).append(seconds)
    best = {what: min(taken[1:]) for what, taken in times.items()}
    for what, seconds in best.items():
        print(f"{what:30} {1000 * seconds:7.1f} ms {seconds / best['an epoch']:6.1%}")


def _steps(population: Population) -> dict[str, float]:
    """Seconds of an epoch's steps by what they do."""
    model, shard = population.model().train(), population.shards[0]
    optimizer = torch.optim.Adam(model.parameters(), lr=QUICK.lr, fused=True)
    spent = dict.fromkeys(("  batches", "  forward", "  looking at each loss", "  backward", "  optimiser"), 0.0)
    for batch in split_order(torch.randperm(len(shard), generator=torch_rng(0)), QUICK.batch_size):
        marks = [time.thread_time()]
        images, labels = normalise(shard.images[batch]), shard.labels[batch]
        marks.append(time.thread_time())
        loss = F.cross_entropy(model(images), labels)
        marks.append(time.thread_time())
        bool(torch.isfinite(loss))
        marks.append(time.thread_time())
        optimizer.zero_grad()
        loss.backward()
        marks.append(time.thread_time())
        optimizer.step()
        marks.append(time.thread_time())
        for what, before, after in zip(spent, marks, marks[1:], strict=False):
            spent[what] += after - before
    return spent


def _epoch(population: Population) -> None:
    train_local(population.model(), population.shards[0], generator=torch_rng(0), batch_size=QUICK.batch_size)


def _time(part: Callable[[], None]) -> float:
    started = time.thread_time()
    part()
    return time.thread_time() - started


def _discard(result: object) -> None:
    """Only its time counts."""


if __name__ == "__main__":
    main()
