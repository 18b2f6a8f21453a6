"""The only place, beside the engines, that knows Flower: the apps and strategies, in Flower's Message API.

Importing it turns Flower's and Ray's telemetry off and their logs down: a failure reaches the user through the run.
"""

import logging
import os

os.environ.setdefault("FLWR_TELEMETRY_ENABLED", "0")
os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")

import flwr.app  # noqa: F401 - sets its logger up, so that the next line holds

logging.getLogger("flwr").setLevel(logging.CRITICAL)
