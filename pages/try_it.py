"""What does each model of a run say to an image, and where does it look?"""

from fedsim.text.pages.try_it import Page
from fedsim.ui.shared.session import ensure_settings, heading
from fedsim.ui.tried import trying

ensure_settings()
heading(Page.HEADING, Page.PURPOSE)
trying.show()
