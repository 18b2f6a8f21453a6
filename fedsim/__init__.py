"""See federated learning happen: a simulator for demos, teaching and what-if exploration.

Importing it turns the telemetry of Flower, Ray and MLflow off: an app for hospitals phones nobody.
"""

import os

os.environ.setdefault("FLWR_TELEMETRY_ENABLED", "0")
os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
os.environ.setdefault("MLFLOW_DISABLE_TELEMETRY", "true")

import fedsim.text.errors  # noqa: F401 - the words of problems, wherever they are found
