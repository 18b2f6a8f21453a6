"""Pages with the app's own registry, a store of its own and the real engine."""

import threading
from pathlib import Path

from streamlit.testing.v1 import AppTest

from fedsim.runs.registry import Registry
from fedsim.runs.state import Purpose
from fedsim.settings.config import SimulationConfig

ROOT = Path(__file__).parents[1]


def open_page(page: str, config: SimulationConfig | None = None, **query: str) -> AppTest:
    """Open the app at a page with these settings."""
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    for name, value in ((config.to_query() if config else {}) | query).items():
        app.query_params[name] = value
    app.run()
    return app if page == "simulate" else app.switch_page(f"pages/{page}.py").run()


def carry_out(registry: Registry, *configs: SimulationConfig, purpose: Purpose = Purpose.RUN) -> list[str]:
    """Really run them, to the end."""
    registry.start_all(configs, purpose)
    wait_for(registry)
    return [state.id for state in registry.store.latest(50) if state.config in configs]


def wait_for(registry: Registry) -> None:
    """Until nothing is live."""
    while registry.live():
        threading.Event().wait(0.05)
