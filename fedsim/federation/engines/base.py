"""What every engine promises."""

from typing import TYPE_CHECKING, Protocol

from fedsim.events import Checkpoint, Emit, ShouldStop
from fedsim.settings.config import SimulationConfig

if TYPE_CHECKING:
    from fedsim.federation.server_app import StateDict


class Engine(Protocol):
    """Runs a federation to its end and returns the final global weights; from a checkpoint on, where it is given one.

    Raises:
        RunStopped: `should_stop` said so.
        FedsimError: the run failed, for a reason that a user can read.
    """

    def __call__(
        self, config: SimulationConfig, emit: Emit, should_stop: ShouldStop, resume: Checkpoint | None = None
    ) -> "StateDict": ...
