"""The heartbeat: a monitor elsewhere hears of every night that came to a verdict.

A night that dies, or never ran, says nothing, and that is what the monitor notices. The address may
hold a secret: it is in no message about it.
"""

from __future__ import annotations

import logging

import requests
from tenacity import Retrying, retry_if_exception_type, stop_after_attempt, wait_fixed

from expectations.night import Night
from flows.nights import CAME_TO_A_VERDICT
from flows.redaction import redacted
from flows.settings import Settings

logger = logging.getLogger(__name__)

SECONDS = 10
ATTEMPTS = 3
PAUSE = 1


def beat(settings: Settings, night: Night, seconds: float = SECONDS) -> None:
    """Tell the monitor the verdict, unless the night failed; whatever happens costs no night.

    `seconds` is how long each of a few tries may take.
    """
    if not settings.heartbeat_url or night.verdict not in CAME_TO_A_VERDICT:
        return
    body = f"{night.verdict} {night.release_id or night.previous_release_id or ''}".strip()
    try:
        tries = Retrying(
            retry=retry_if_exception_type((requests.ConnectionError, requests.Timeout)),
            stop=stop_after_attempt(ATTEMPTS),
            wait=wait_fixed(PAUSE),
            reraise=True,
        )
        tries(_post, settings.heartbeat_url.get_secret_value(), body, seconds)
    except (requests.RequestException, ValueError) as error:
        logger.warning("the heartbeat was not taken: %s", redacted(_cause(error), settings))


def _post(url: str, body: str, seconds: float) -> None:
    headers = {"Content-Type": "text/plain; charset=utf-8"}
    # What it answers is not read: that could take for ever.
    with requests.post(
        url, data=body.encode(), headers=headers, timeout=seconds, stream=True
    ) as response:
        if not response.ok:
            raise requests.HTTPError(f"its server answered {response.status_code}")


def _cause(error: BaseException) -> str:
    """The innermost reason: what libraries say around it names the address."""
    while error.__context__ is not None:
        error = error.__context__
    return str(error) or type(error).__name__
