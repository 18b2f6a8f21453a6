"""Of a test that fails: what its browser showed."""

from collections.abc import Generator

import pytest

from benchmarks.browser import shown


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if report.failed and (words := shown()):
        report.sections.append(("what the browser showed", words))
    return report
