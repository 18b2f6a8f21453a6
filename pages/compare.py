"""What does each hospital gain by joining? Every model of a run, side by side."""

from fedsim.text.pages.compare import Page
from fedsim.ui.compare import compare, compare_status
from fedsim.ui.compare.gallery import gallery
from fedsim.ui.shared.figures import take_away
from fedsim.ui.shared.resources import current_run
from fedsim.ui.shared.runs import offer_last
from fedsim.ui.shared.session import ensure_settings, heading
from fedsim.ui.simulate.verdict import show_verdict

ensure_settings()
run = current_run()
heading(Page.HEADING, Page.PURPOSE)
if run is None:
    compare_status.nothing_yet(none_at_all=not offer_last())
else:
    compare.which(run)
    compare_status.tell(run)
    if compare.has_something(run):
        show_verdict(run, link=False)
        compare.show(run)
        gallery(run)
take_away()
