"""A healthy eye, and what three diseases do to it: a stack of layer thicknesses over Bruch's membrane.

The layers follow the consensus names of Staurenghi et al. 2014 (doi:10.1016/j.ophtha.2014.02.023). Lengths are
shares of the image's height or width; y grows downwards. Every function takes all images of a batch and a mask
of those that have the disease, so that each image reads the same numbers whatever its label.
"""

from dataclasses import dataclass

import numpy as np

from fedsim.data.sets.phantom_dice import Dice, bump, ripple

CNV, DME, DRUSEN, NORMAL = range(4)

OUTER_BANDS = 0.030  # external limiting membrane to the end of the photoreceptors, 7 px of 224 in real scans
RPE_BAND = 0.018  # retinal pigment epithelium, 4 px of 224
NUM_DRUSEN = 9
NUM_CYSTS = 7


@dataclass
class Eye:
    """One B-scan a row, one A-scan a column; each thickness is (n, w), float32.

    Attributes:
        x: (1, w) centres of the columns, in [0, 1].
        fovea: (n, 1) where the pit is.
        bruch: height of Bruch's membrane.
        lift: what lies between Bruch's membrane and the RPE; 0 in health.
        gap: what lies between the RPE and the photoreceptors; 0 in health.
        onl: outer plexiform and outer nuclear layer.
        inner: nerve fibres to inner nuclear layer.
        rpe: brightness of the RPE, 1 where it is whole.
        fluid: (n, 1) brightness of fluid.
        gap_fill: brightness in the gap, from dark fluid to bright material.
        cysts: (NUM_CYSTS, 4, n, 1) dark ellipses in the retina: centre in x and in depth, half width and half depth,
            with depth 0 at the vitreous and 1 at the photoreceptors; a half width of 0 is no cyst.
    """

    x: np.ndarray
    fovea: np.ndarray
    bruch: np.ndarray
    lift: np.ndarray
    gap: np.ndarray
    onl: np.ndarray
    inner: np.ndarray
    rpe: np.ndarray
    fluid: np.ndarray
    gap_fill: np.ndarray
    cysts: np.ndarray

    def edges(self) -> list[np.ndarray]:
        """Boundaries from the vitreous down to Bruch's membrane: seven arrays of (n, w)."""
        rpe_bottom = self.bruch - self.lift
        rpe_top = rpe_bottom - RPE_BAND
        bands_bottom = rpe_top - self.gap
        bands_top = bands_bottom - OUTER_BANDS
        inner_bottom = bands_top - self.onl
        return [inner_bottom - self.inner, inner_bottom, bands_top, bands_bottom, rpe_top, rpe_bottom, self.bruch]


def draw_eyes(labels: np.ndarray, dice: Dice, width: int) -> Eye:
    """Healthy eyes, then each label's disease: labels (n,), w = width columns."""
    x = ((np.arange(width, dtype=np.float32) + 0.5) / width)[None, :]
    eye = healthy(x, dice)
    for label, disease in ((DRUSEN, add_drusen), (DME, add_oedema), (CNV, add_neovascularisation)):
        disease(eye, dice, (labels == label).astype(np.float32)[:, None])
    return eye


def healthy(x: np.ndarray, dice: Dice) -> Eye:
    """A smooth retina with a foveal pit, tilted and curved as the scan happened to meet it."""
    fovea = dice.bell(0.5, 0.3)
    tilt, curve = dice.bell(0.0, 0.32), dice.bell(0.04, 0.2)
    wobble = dice.uniform(0.0, 0.012) * ripple(x, dice, (1.0, 1.7, 2.6))
    bruch = dice.bell(0.47, 0.17) + tilt * (x - 0.5) - curve * (x - fovea) ** 2 + wobble
    pit = dice.uniform(0.35, 0.95) * bump(x, fovea, dice.uniform(0.05, 0.09))
    rim = dice.uniform(0.1, 0.35) * bump(x, fovea, dice.uniform(0.2, 0.3))
    slope = dice.uniform(-0.3, 0.3) * (x - fovea)
    inner = dice.uniform(0.065, 0.125) * np.maximum((1 + rim + slope) * (1 - pit), 0.05)
    onl = dice.uniform(0.045, 0.065) * (1 + 0.35 * pit)
    none = np.zeros_like(bruch)
    fluid = dice.uniform(0.05, 0.11)
    no_cysts = np.zeros((NUM_CYSTS, 4, len(bruch), 1), np.float32)
    return Eye(x, fovea, bruch, none, none, onl, inner, none + 1, fluid, none + fluid, no_cysts)


def add_drusen(eye: Eye, dice: Dice, ill: np.ndarray) -> None:
    """Small mounds between Bruch's membrane and the RPE, in a loose row; the retina above hardly moves."""
    middle = eye.fovea + dice.bell(0.0, 0.2)
    spread, size = dice.uniform(0.16, 0.36), dice.uniform(0.056, 0.08)
    places, heights = dice.uniform(-1, 1, NUM_DRUSEN), dice.uniform(0.5, 1.0, NUM_DRUSEN)
    widths = dice.uniform(0.018, 0.036, NUM_DRUSEN)
    total = np.zeros_like(eye.bruch)
    for i in range(NUM_DRUSEN):
        mound = bump(eye.x, middle + spread * places[:, [i]], widths[:, [i]])
        total = np.maximum(total, size * heights[:, [i]] * mound)
    eye.lift = eye.lift + ill * total
    from_onl = np.minimum(0.8 * total, 0.6 * eye.onl)
    eye.onl = eye.onl - ill * from_onl
    eye.inner = eye.inner - ill * np.minimum(0.8 * total - from_onl, 0.6 * eye.inner)


def add_oedema(eye: Eye, dice: Dice, ill: np.ndarray) -> None:
    """Dark cysts that thicken the retina over an even RPE, now and then with fluid under the fovea."""
    middle, reach = eye.fovea + dice.bell(0.0, 0.2), dice.uniform(0.07, 0.18)
    swelling = ill * bump(eye.x, middle, reach * 1.3)
    eye.inner = eye.inner + swelling * dice.uniform(0.025, 0.09)
    eye.onl = eye.onl + swelling * dice.uniform(0.0, 0.03)
    fluid = ill * dice.chance(0.2) * dice.uniform(0.02, 0.05)
    eye.gap = eye.gap + fluid * bump(eye.x, eye.fovea, dice.uniform(0.06, 0.11))
    add_cysts(eye, dice, ill, middle, reach, fewest=5)


def add_cysts(eye: Eye, dice: Dice, ill: np.ndarray, middle: np.ndarray, reach: np.ndarray, fewest: int) -> None:
    """Scatter up to NUM_CYSTS ellipses in the retina about `middle`; later ones are rarer."""
    wanted = dice.uniform(fewest, NUM_CYSTS + 1)
    places, depths = dice.uniform(-1.2, 1.2, NUM_CYSTS), dice.uniform(0.3, 0.75, NUM_CYSTS)
    widths, tallness = dice.uniform(0.028, 0.058, NUM_CYSTS), dice.uniform(0.2, 0.34, NUM_CYSTS)
    there = wanted > np.arange(NUM_CYSTS)
    ellipses = np.stack([middle + reach * places, depths, there * widths, tallness])  # (4, n, NUM_CYSTS)
    eye.cysts = eye.cysts + ill * ellipses.transpose(2, 0, 1)[..., None]


def add_neovascularisation(eye: Eye, dice: Dice, ill: np.ndarray) -> None:
    """New vessels that lift and break the RPE, with fluid and bright material under a raised retina."""
    middle, width = eye.fovea + dice.bell(0.0, 0.24), dice.uniform(0.06, 0.15)
    dome = bump(eye.x, middle, width)
    rough = 1 + dice.uniform(0.1, 0.5) * ripple(eye.x, dice, (6.0, 9.5, 14.0))
    lift = dice.uniform(0.035, 0.09) * dome * rough
    gap_at = bump(eye.x, middle + width * dice.uniform(-1.3, 1.3), width * dice.uniform(0.8, 1.4))
    gap = dice.uniform(0.018, 0.06) * gap_at
    eye.lift, eye.gap = eye.lift + ill * lift, eye.gap + ill * gap
    squeeze = dice.uniform(0.2, 0.6) * (lift + gap)
    eye.onl = eye.onl - ill * np.minimum(squeeze, 0.7 * eye.onl)
    eye.inner = eye.inner + ill * dice.uniform(0.0, 0.04) * dome
    broken = dice.uniform(0.2, 0.7) * dome * (1 + ripple(eye.x, dice, (5.0, 8.0, 13.0)))
    eye.rpe = eye.rpe - ill * np.minimum(broken, 0.8)
    material = dice.uniform(0.0, 0.45) * bump(eye.x, middle, width * dice.uniform(0.5, 1.2))
    eye.gap_fill = eye.gap_fill + ill * material
    add_cysts(eye, dice, ill * dice.chance(0.3), middle, width, fewest=1)
