"""The only place that knows Flower: the apps and strategies, in Flower's Message API, and the engines that run them.

Importing it turns the logs of Flower down: a failure reaches the user through the run.
"""

import logging

import flwr.app  # noqa: F401 - sets its logger up, so that the next line holds

logging.getLogger("flwr").setLevel(logging.CRITICAL)
