"""Ready-made settings, each a story to tell."""

from dataclasses import replace

from fedsim.settings.config import OCT_CLASSES, Hospital, SimulationConfig, default_names, start_hospitals

QUICK = SimulationConfig(baselines="beside")
"""What a new visitor's page says: one press tells all of the story. The command line trains alone where asked to."""
TUTORIAL = SimulationConfig(
    dataset="octmnist",
    size=64,
    hospitals=start_hospitals(3, OCT_CLASSES),
    samples_per_hospital=None,
    deal="shared",
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

PRESETS = {
    "quick-demo": QUICK,
    "nobody-blind": replace(QUICK, hospitals=tuple(Hospital(name) for name in default_names(3))),
    "nobody-has": replace(
        QUICK,
        hospitals=tuple(
            Hospital(hospital.name, tuple(sorted({*hospital.excluded, "DRUSEN"}))) for hospital in QUICK.hospitals
        ),
    ),
    "ten-small": replace(QUICK, hospitals=start_hospitals(10, OCT_CLASSES), samples_per_hospital=300, local_epochs=2),
    "privacy-noise": replace(QUICK, dp="central", noise_multiplier=0.03, clip_norm=1.0),
    "handwritten-digits": replace(
        QUICK,
        dataset="digits",
        hospitals=start_hospitals(3, [str(digit) for digit in range(10)]),
        samples_per_hospital=None,
        local_epochs=5,
    ),
    "tutorial": TUTORIAL,
}
"""By a key; what each is called and tells, `fedsim.text.presets` says."""
