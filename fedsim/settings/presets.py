"""Ready-made settings, each a story to tell."""

from dataclasses import dataclass, replace

from fedsim.settings.config import OCT_CLASSES, Hospital, SimulationConfig, default_names, start_hospitals


@dataclass(frozen=True)
class Preset:
    """Settings with a name and a few words that say what to look for."""

    title: str
    story: str
    config: SimulationConfig


QUICK = SimulationConfig(baselines="beside")
"""What a new visitor's page says: one press tells all of the story. The command line trains alone where asked to."""
TUTORIAL = SimulationConfig(
    dataset="octmnist",
    size=64,
    hospitals=start_hospitals(3, OCT_CLASSES),
    samples_per_hospital=None,
    rounds=20,
    local_epochs=1,
    batch_size=64,
    lr=1e-3,
    model="resnet18",
    weights="imagenet",
    baselines="before",
    baseline_epochs=10,
)
"""What the tutorial names, written out even where it is the default; see `fedsim.cli.tutorial` for its numbers."""

PRESETS: dict[str, Preset] = {
    preset.title: preset
    for preset in (
        Preset("Quick demo", "Three hospitals, each blind to one eye disease, learn to see all four classes.", QUICK),
        Preset(
            "Nobody is blind",
            "The same hospitals with every class: how much of the gap is the blind spots' doing?",
            replace(QUICK, hospitals=tuple(Hospital(name) for name in default_names(3))),
        ),
        Preset(
            "A disease nobody has",
            "No hospital has DRUSEN: no federation can learn what none of its members has seen.",
            replace(
                QUICK,
                hospitals=tuple(
                    Hospital(hospital.name, tuple(sorted({*hospital.excluded, "DRUSEN"})))
                    for hospital in QUICK.hospitals
                ),
            ),
        ),
        Preset(
            "Ten small hospitals",
            "Ten hospitals with 300 images each: more partners, less data each.",
            replace(QUICK, hospitals=start_hospitals(10, OCT_CLASSES), samples_per_hospital=300, local_epochs=2),
        ),
        Preset(
            "Privacy noise",
            "The quick demo with clipped, noisy updates: watch what privacy costs.",
            replace(QUICK, dp="central", noise_multiplier=0.03, clip_norm=1.0),
        ),
        Preset(
            "Handwritten digits",
            "Real images that everyone can read: hospital A has never seen a 1, B a 2, C a 0.",
            replace(
                QUICK,
                dataset="digits",
                hospitals=start_hospitals(3, [str(digit) for digit in range(10)]),
                samples_per_hospital=None,
                local_epochs=5,
            ),
        ),
        Preset(
            "Tutorial: OCTMNIST + ResNet-18, 20 rounds",
            "OCTMNIST at 64 px, all images. ResNet-18 from ImageNet weights, Adam with learning rate 0.001, batches of "
            "64. A has never seen DME, B DRUSEN, C CNV. First 10 epochs alone, then 20 rounds of 1 local epoch "
            "together. Best on a GPU; the data and the weights are downloaded once.",
            TUTORIAL,
        ),
    )
}
