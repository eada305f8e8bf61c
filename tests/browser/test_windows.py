"""A page that leaves the house or stumbles fails its test: what is noted of one that does."""

import pytest
from playwright.sync_api import Error as PlaywrightError

from tests.browser.windows import OFFICE_PC, Windows

ELSEWHERE = "http://192.0.2.1/"
"""An address that no machine has (RFC 5737)."""


def test_another_host_and_a_failing_script_are_told(windows: Windows, live_url: str) -> None:
    page = windows.take(OFFICE_PC | {"base_url": live_url})
    page.goto("/accounts/login")
    with page.expect_console_message(lambda message: "Content Security Policy" in message.text):
        page.evaluate("address => { new Image().src = address }", ELSEWHERE)
    with page.context.expect_event("weberror"):
        page.evaluate("setTimeout(() => { throw new Error('stumbled') })")
    with pytest.raises(PlaywrightError, match="ERR_NAME_NOT_RESOLVED"):
        page.goto(ELSEWHERE)
    page.wait_for_url("chrome-error://**")
    told = windows.give_back()
    assert f"not loaded: {ELSEWHERE} (csp)" in told
    assert f"not loaded: {ELSEWHERE} (net::ERR_NAME_NOT_RESOLVED)" in told
    assert "script: stumbled" in told
