"""What a run's report says around its numbers."""

from fedsim.language import Said


class Report:
    """Its headings and notes."""

    MENU = Said("Save the chart")
    PNG = Said("Save as PNG")
    SVG = Said("Save as SVG")
    ACCURACY = Said("Accuracy by round")
    ALONE = Said("Together, each hospital alone, and pooled")
    BAND = Said(
        "Green: the hospitals on their own classes, from the lowest to the highest, stronger the middle half, dashed "
        "the median. Blue: all classes."
    )
    CONFUSION = Said("What the shared model says, after round {round}")
    LOSS = Said("Loss")
    HOSPITALS = Said("Hospitals after the last round")
    PRIVACY = Said("Privacy")
    DATA = Said("Data")
    SETTINGS = Said("Settings")
    SETTINGS_HELP = Said("Saved as a file, these repeat the run: python -m fedsim run --config FILE")
    VERSIONS = Said("Made with")
    NOTE = Said("Note")
    TAGS = Said("Tags: {tags}")
    NO_CHARTS = Said("The charts need JavaScript. What they say stands below them in words.")
    HOSPITAL = Said("Hospital")
    IMAGES = Said("Images")
    OWN = Said("Shared model on own classes")
    LOCAL = Said("Own model before averaging")
    STATUS = Said("Status")
    NOTHING = Said("No round is finished.")
