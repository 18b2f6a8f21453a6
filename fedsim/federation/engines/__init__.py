"""How Flower's apps are run, by name."""

from fedsim.federation.engines.base import Engine


def get_engine(name: str) -> Engine:
    """The engine of that name, imported only when it is asked for: Ray alone takes seconds.

    Raises:
        KeyError: there is no such engine; `SimulationConfig.validate` checks it first.
    """
    if name == "ray":
        from fedsim.federation.engines.ray import run
    elif name == "inprocess":
        from fedsim.federation.engines.inprocess import run
    else:
        raise KeyError(name)
    return run
