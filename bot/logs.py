"""Structured logs: event names, ids and durations; never a token, a name or a person's words."""

from __future__ import annotations

import logging
import re
import sys
import traceback
from collections.abc import Iterable
from typing import Literal

import structlog

TOKEN = re.compile(r"\b\d{3,}:[A-Za-z0-9_-]{3,}")
"""What a bot token looks like, wherever a library may have put it (URLs, tracebacks)."""

NOISY = ("httpx", "httpcore", "apscheduler", "aiohttp.access", "telegram.ext.ExtBot", "aiosqlite", "alembic")


class RedactingFormatter(structlog.stdlib.ProcessorFormatter):
    """Removes secrets from the finished line, so that no path to the log can carry one."""

    def __init__(self, *, secrets: Iterable[str], renderer: structlog.typing.Processor) -> None:
        super().__init__(
            foreign_pre_chain=_common(),
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
        )
        self._secrets = sorted((secret for secret in secrets if secret), key=len, reverse=True)

    def format(self, record: logging.LogRecord) -> str:
        """The line as it will be written."""
        line = super().format(record)
        for secret in self._secrets:
            line = line.replace(secret, "***")
        return TOKEN.sub("***", line)


def configure(*, form: Literal["json", "console"], level: str = "INFO", secrets: Iterable[str] = ()) -> None:
    """Send our lines and those of all libraries through one pipeline to standard error."""
    handler = logging.StreamHandler(sys.stderr)
    renderer: structlog.typing.Processor = (
        structlog.processors.JSONRenderer() if form == "json" else structlog.dev.ConsoleRenderer(colors=False)
    )
    handler.setFormatter(RedactingFormatter(secrets=secrets, renderer=renderer))
    logging.basicConfig(handlers=[handler], level=level, force=True)
    for name in NOISY:
        logging.getLogger(name).setLevel(logging.WARNING)
    structlog.configure(
        processors=[*_common(), structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )


def trace(error: BaseException) -> list[str]:
    """Where an error came from, without its message: a message may quote what a person wrote."""
    lines = []
    current: BaseException | None = error
    while current is not None:
        frames = traceback.extract_tb(current.__traceback__)
        lines.append(type(current).__name__)
        lines += [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames]
        current = current.__cause__ or (None if current.__suppress_context__ else current.__context__)
    return lines


def _common() -> list[structlog.typing.Processor]:
    return [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
    ]
