"""What the Scenarios page says."""

from fedsim.language import Said


class Page:
    """The page."""

    HEADING = Said("Scenarios")
    LEAD = Said(
        "What happens to a federation whose hospitals differ, drop out or cheat? Each card is a story that takes one "
        "press: the figures on it were measured before, and your own run is laid over them."
    )
    RUN = Said("Run it")
    RUN_HELP = Said("Opens the first of them on the Simulate page while it trains; the others follow.")
    DONE = Said("Your runs are done")
    RUNNING = Said("under way")
    OPEN = Said("Open it on Simulate")
    SURPRISE = Said("Surprising")
    HOW_LONG = Said("{runs}, about {duration}")
    YOURS = Said("▼ yours")
