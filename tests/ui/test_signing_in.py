"""Where the operator has set up accounts, nobody sees a page who is not signed in."""

from pathlib import Path

from streamlit.testing.v1 import AppTest

ROOT = Path(__file__).parents[2]


def opened(*, accounts: bool, **user: object) -> AppTest:
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    if accounts:  # as `.streamlit/secrets.toml` with such a section
        app.secrets["auth"] = {"client_id": "fedsim"}
    app.user = user
    return app.run()


def test_who_is_not_signed_in_is_asked_to() -> None:
    app = opened(accounts=True, is_logged_in=False)
    assert not app.exception
    assert [title.value for title in app.title] == ["Enter fedsim"]
    assert [button.key for button in app.button] == ["sign-in"]


def test_who_is_signed_in_comes_in() -> None:
    assert "run" in {button.key for button in opened(accounts=True, is_logged_in=True, email="ann@example.org").button}


def test_without_accounts_nobody_is_asked() -> None:
    assert "sign-in" not in {button.key for button in opened(accounts=False).button}
