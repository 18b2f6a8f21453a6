"""The story in numbers: each hospital alone, all together, and one model on all their images, on the quick demo.

    python -m benchmarks.story [SEED ...]

Alone and pooled train for as many epochs as a hospital makes in the federation, from the same initial weights, and
are judged on the same test set. Prints a Markdown table.
"""

import sys
from collections.abc import Sequence
from dataclasses import replace

import torch

from fedsim.engines import get_engine
from fedsim.presets import QUICK
from fedsim.runs.events import Event, RoundFinished
from fedsim.seeds import seed_for
from fedsim.site import NUM_THREADS, Site, prepare
from fedsim.training import Batches, evaluate, torch_rng, train_local


def main(seeds: Sequence[int]) -> None:
    torch.set_num_threads(NUM_THREADS)
    names = QUICK.hospital_names
    print(f"| seed | {' | '.join(f'{name} alone' for name in names)} | together | pooled |")
    print("| --- " * (len(names) + 3) + "|")
    for seed in seeds:
        site = prepare(replace(QUICK, seed=seed))
        alone = [train_alone(site, shard, role) for role, shard in zip(names, site.shards, strict=True)]
        pooled = train_alone(site, join(site.shards), "pooled")
        cells = [*alone, train_together(site), pooled]
        print(f"| {seed} | {' | '.join(f'{accuracy:.3f}' for accuracy in cells)} |", flush=True)


def train_alone(site: Site, data: Batches, role: str) -> float:
    """Test accuracy of one model that sees only these images."""
    config, model = site.config, site.model()
    train_local(
        model,
        data,
        generator=torch_rng(seed_for(config.seed, role)),
        epochs=config.rounds * config.local_epochs,
        batch_size=config.batch_size,
        lr=config.lr,
    )
    return evaluate(model, site.test).accuracy(site.test.labels)


def train_together(site: Site) -> float:
    """Test accuracy of the federation's model after the last round."""
    accuracies: list[float] = []

    def emit(event: Event) -> None:
        if isinstance(event, RoundFinished):
            accuracies.append(event.accuracy)

    get_engine(site.config.engine)(site.config, emit, lambda: False)
    return accuracies[-1]


def join(shards: Sequence[Batches]) -> Batches:
    return Batches(torch.cat([shard.images for shard in shards]), torch.cat([shard.labels for shard in shards]))


if __name__ == "__main__":
    main([int(seed) for seed in sys.argv[1:]] or [0, 1, 2])
