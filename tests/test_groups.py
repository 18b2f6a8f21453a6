"""Tests that keep the machine busy run one after the other: pytest-xdist must see their group."""

import os

import pytest


@pytest.mark.xdist_group("busy")
@pytest.mark.skipif("PYTEST_XDIST_WORKER" not in os.environ, reason="runs on a worker of pytest-xdist alone")
def test_a_worker_names_the_group_in_the_test_that_it_is_to_run(request: pytest.FixtureRequest) -> None:
    assert not request.config.getvalue("loadgroup") or request.node.nodeid.endswith("@busy")
