"""A process that sends mail and may be killed: one for every line that it is told.

It imports what mail needs and nothing else, then forks for each command: `deliver` sends a new
message, `waiting` sends what waits. It says who does it, when a message was handed over, and how
it ended.
"""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

from expectations.compose import compose
from expectations.mail import Patience, Post
from expectations.page import Report
from expectations.smtp import read_server

HEAVY = {"asyncio", "duckdb", "great_expectations", "jinja2", "pandas", "prefect", "pydantic"}
REPORT = Report("De nacht", "Tekst\n.\n" * 200, "<p>Tekst</p>" * 200, (), "nl")


def work(command: str, url: str, outbox: Path) -> None:
    post = Post(read_server(url), outbox, Patience(timeout=5, attempts=2, first_wait=0.05))
    if command == "waiting":
        post.send_waiting()
        return
    message = compose(REPORT, "warehouse@example.org", ["a@example.org", "b@example.org"])
    post.deliver(message, lambda: print("handed over", message["Message-ID"], flush=True))


def main() -> None:
    url, outbox = os.environ.pop("SENDER_URL"), Path(sys.argv[1])
    print("heavy", *sorted(HEAVY & set(sys.modules)), flush=True)
    for line in sys.stdin:
        process = os.fork()
        if process == 0:
            work(line.strip(), url, outbox)
            print("done", flush=True)
            # Whoever started it ends it: so nobody kills a process that is gone.
            signal.pause()
        print("process", process, flush=True)
        os.waitpid(process, 0)
        print("ended", flush=True)


if __name__ == "__main__":
    main()
