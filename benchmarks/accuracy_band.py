"""Train the quick preset for two rounds and check that its accuracy lies where it was measured to lie.

    python -m benchmarks.accuracy_band

The band is wide enough for another machine's arithmetic, and far narrower than what a broken training would give:
a model that learnt nothing answers 0.25.
"""

import sys
from dataclasses import replace

from fedsim.events import Event, RoundFinished
from fedsim.federation.engines import get_engine
from fedsim.settings.presets import QUICK

BAND = (0.30, 0.80)


def main() -> int:
    accuracies: list[float] = []

    def emit(event: Event) -> None:
        if isinstance(event, RoundFinished):
            accuracies.append(event.accuracy)

    get_engine("inprocess")(replace(QUICK, rounds=2), emit, lambda: False)
    print("accuracy by round:", *(f"{accuracy:.3f}" for accuracy in accuracies))
    low, high = BAND
    if not low <= accuracies[-1] <= high:
        print(f"after two rounds the accuracy must be from {low} to {high}, got {accuracies[-1]:.3f}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
