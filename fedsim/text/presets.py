"""The ready-made settings in words: what each is called, and the story that it tells."""

from fedsim.language import N_, Words

TITLES = Words(
    {
        "quick-demo": N_("Quick demo"),
        "nobody-blind": N_("Nobody is blind"),
        "nobody-has": N_("A disease nobody has"),
        "ten-small": N_("Ten small hospitals"),
        "privacy-noise": N_("Privacy noise"),
        "handwritten-digits": N_("Handwritten digits"),
        "tutorial": N_("Tutorial: OCTMNIST + ResNet-18, 20 rounds"),
    }
)
STORIES = Words(
    {
        "quick-demo": N_("Three hospitals, each blind to one eye disease, learn to see all four classes."),
        "nobody-blind": N_("The same hospitals with every class: how much of the gap is the blind spots' doing?"),
        "nobody-has": N_("No hospital has DRUSEN: no federation can learn what none of its members has seen."),
        "ten-small": N_("Ten hospitals with 300 images each: more partners, less data each."),
        "privacy-noise": N_("The quick demo with clipped, noisy updates: watch what privacy costs."),
        "handwritten-digits": N_("Real images that everyone can read: hospital A has never seen a 1, B a 2, C a 0."),
        "tutorial": N_(
            "OCTMNIST at 64 px, all images, dealt shared: each hospital has all of its classes. ResNet-18 from "
            "ImageNet weights, Adam with learning rate 0.001, batches of 64. A has never seen DME, B DRUSEN, C CNV. "
            "First 10 epochs alone, then 20 rounds of 1 local epoch together. Best on a GPU; the data and the weights "
            "are downloaded once."
        ),
    }
)
"""What to look for."""
