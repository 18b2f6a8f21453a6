"""The only place that knows Flower: the apps and strategies, in Flower's Message API, and the engines that run them.

Importing it turns the logs of Flower down: a failure reaches the user through the run.
"""

from fedsim.federation.flower_compat import silence

silence()
