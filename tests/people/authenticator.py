"""Somebody's authenticator app: set up with the service, it shows the codes of the moment."""

from typing import Any

import pyotp

from app.core.clock import now
from tests.bureau import PASSWORD


def set_up(browser: Any) -> tuple[pyotp.TOTP, list[str]]:
    """Set it up for whoever is signed in; returns it and the recovery codes."""
    begun = browser.post("/api/me/second-factor", json={"password": PASSWORD}).json()
    assert begun["qr"].startswith("data:image/svg+xml")
    totp = pyotp.TOTP(begun["secret"])
    confirmed = browser.post("/api/me/second-factor/confirm", json={"code": totp.at(now())})
    assert confirmed.status_code == 200, confirmed.text
    codes: list[str] = confirmed.json()["codes"]
    return totp, codes
