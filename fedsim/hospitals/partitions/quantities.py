"""How large the hospitals are beside one another: a function a kind, and one line below."""

from collections.abc import Callable
from typing import Any

import numpy as np

from fedsim.settings.quantity import Even, Exponential, Linear, PowerLaw, Square


def even(setting: Even, places: np.ndarray) -> np.ndarray:
    return np.ones(len(places))


def linear(setting: Linear, places: np.ndarray) -> np.ndarray:
    return places


def square(setting: Square, places: np.ndarray) -> np.ndarray:
    return places**2


def exponential(setting: Exponential, places: np.ndarray) -> np.ndarray:
    return np.exp(places - len(places))


def power_law(setting: PowerLaw, places: np.ndarray) -> np.ndarray:
    return places**-setting.exponent


QUANTITIES: dict[str, Callable[[Any, np.ndarray], np.ndarray]] = {
    "even": even,
    "linear": linear,
    "square": square,
    "exponential": exponential,
    "power-law": power_law,
}
"""By the kind's name in the settings: given (the setting, (n,) float64 places 1, 2, ...), it gives (n,) weights."""


def weights(setting: Any, num_hospitals: int) -> np.ndarray:
    """(hospitals,) float64: how large each is beside the others."""
    return QUANTITIES[setting.kind](setting, np.arange(1.0, num_hospitals + 1))
