"""What is promised to whom, in words."""

from fedsim.config import SimulationConfig

TITLES = {
    "none": "None",
    "central": "Central: server adds noise",
    "central-client": "Central, hospitals clip",
    "central-adaptive": "Central, clip norm adapts",
    "local": "Local: hospitals add noise",
    "record": "Record level: DP-SGD",
}
"""Short enough to be read whole in the sidebar."""
NO_GUARANTEE = "no guarantee"
_CENTRAL = (
    "The unit is a whole hospital (client level): whoever sees the shared models of all rounds learns little about "
    "whether one hospital, with all its images, took part (add-or-remove-one). "
)
_EVERY_ROUND = "Every hospital takes part in every round, so that sampling amplifies nothing."
UNITS = {
    "central": _CENTRAL + "The server is trusted. Hospitals count equally in the average. " + _EVERY_ROUND,
    "central-client": _CENTRAL
    + "The server is trusted to add the noise, and the hospitals to clip. Hospitals count equally in the average. "
    + _EVERY_ROUND,
    "central-adaptive": _CENTRAL
    + "The noise on the count of unclipped updates is part of the budget. The server is trusted. Hospitals count "
    "equally in the average. " + _EVERY_ROUND,
    "local": "The unit is a whole hospital, and the server need not be trusted: whoever sees what a hospital sent in "
    "all rounds learns little about whether its images were used (add-or-remove-one). Each hospital has a promise of "
    "its own. " + _EVERY_ROUND,
    "record": "The unit is one image of one hospital (record level): whoever sees what the hospital sent in all rounds "
    "learns little about whether that image was there (add-or-remove-one). Each hospital has a promise of its own, by "
    "its number of images and its steps; Poisson sampling amplifies it. A patient with several images has less.",
}
NOT_COVERED = (
    "What is measured for teaching, from true data: losses, accuracies, confusion matrices, update norms and the share "
    "that is clipped.",
    "How many images each hospital has, who answered in a round, and the settings.",
    "Choosing settings by looking at several runs: every run spends a budget of its own.",
    "Noise from a seed: whoever knows it can take the noise away. A real federation draws it from the system.",
    "The rounding of floating-point noise (Mironov 2012, doi:10.1145/2382196.2382264).",
)
"""What no promise of this app is about."""


def in_words(config: SimulationConfig, noise_multiplier: float) -> str:
    """Who is protected from whom, or why nobody is.

    Args:
        config: the run's settings.
        noise_multiplier: the noise in force.
    """
    if not config.private:
        return f"{NO_GUARANTEE.capitalize()}: updates are neither clipped nor noised."
    if noise_multiplier <= 0:
        return f"{NO_GUARANTEE.capitalize()}: updates are clipped, but without noise that hides nobody."
    return UNITS[config.dp]
