"""Every name of Flower's that is not public, in one place: what an update of Flower may take away.

Flower 1.41's public modules are flwr.app, flwr.clientapp, flwr.serverapp and flwr.simulation, with their strategies and
mods. The rest of the house uses these alone.
"""

import logging
import re

import flwr.app  # noqa: F401 - sets Flower's logger up, so that it can be turned down
from flwr.app import Error
from flwr.common.constant import ErrorCode
from flwr.supercore.run import Run
from flwr.supercore.task_identity import TaskIdentity

from fedsim.errors import FedsimError, Problem

RAYS_REASON = re.compile(r".*Message: ", re.DOTALL)
"""What stands before an exception's own words in the reason that Flower gives for a ClientApp that failed on Ray."""


def silence() -> None:
    """Turn Flower's logs down: a failure reaches the user through the run."""
    logging.getLogger("flwr").setLevel(logging.CRITICAL)


def become_server(run_id: int, node_id: int) -> None:
    """Let this process build messages: Flower has one built only where it is known which task it is."""
    TaskIdentity.task_id, TaskIdentity.run_id, TaskIdentity.node_id = 1, run_id, node_id


def empty_run(run_id: int) -> Run:
    """A run of no app bundle, as a Grid has to name one."""
    return Run.create_empty(run_id)


def client_error(error: Exception) -> Error:
    """What a ClientApp's exception becomes in a reply; `problem_of` reads it."""
    ours = isinstance(error, FedsimError)
    reason = Problem.of_error(error).to_json() if ours else f"{type(error).__name__}: {error}"
    return Error(ErrorCode.CLIENT_APP_RAISED_EXCEPTION, reason)


def problem_of(error: Error) -> Problem:
    """What went wrong; on Ray the exception's own words, without the stack traces that Flower wraps them in."""
    words = RAYS_REASON.sub("", error.reason or "").strip("'> \n")
    return Problem.read(words) if words else Problem.of("no-reason")


__all__ = ["ErrorCode", "Run", "become_server", "client_error", "empty_run", "problem_of", "silence"]
