"""Every name of Ray's that is not public, in one place: what an update of Ray may take away."""

import os
from typing import Any


def stay_on_this_machine() -> None:
    """Let the Ray that is started here listen on 127.0.0.1 alone and ask nobody where it is.

    Ray 2.55 has each of its processes listen on all interfaces, finds its own address by way of a public name server,
    and starts a process that asks the cloud's metadata service which cloud this is, be usage statistics off or not. On
    macOS and Windows it stays on the machine by itself; the switch for that is used here. Where `RAY_ADDRESS` names a
    cluster, all is left as it is.
    """
    if os.environ.get("RAY_ADDRESS"):
        return
    os.environ["RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER"] = "0"  # for the processes that Ray starts
    from ray._private import ray_constants, services

    ray_constants.ENABLE_RAY_CLUSTER = False
    services.start_api_server = _no_api_server


def _no_api_server(*arguments: Any, **options: Any) -> tuple[None, None]:
    """Ray's dashboard, which is left out but for what asks the cloud: neither an address nor a process."""
    return None, None
