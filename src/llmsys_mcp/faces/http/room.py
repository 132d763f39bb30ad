"""How many connections one process takes: each costs a descriptor, and the system gives so many."""

import logging
from dataclasses import dataclass

from llmsys_mcp.faces.observe import log_event

logger = logging.getLogger(__name__)

CONNECTION_LIMIT = 500
"""Connections of one process; more are answered 503 at once."""
BACKLOG = 512
"""Connections that wait to be taken; as many are taken in one go."""
SPARE = 8
"""Connections beyond the limit that are told so; more are closed unheard."""
RESERVED = 128
"""Descriptors that are left for files, locks and pipes."""
_BURSTS = 4
"""Goes of taking connections before the first of them that is too many is closed."""
_WANTED = RESERVED + 2 * _BURSTS * BACKLOG


@dataclass(frozen=True, slots=True)
class Room:
    """What a process has descriptors for."""

    connections: int = CONNECTION_LIMIT
    backlog: int = BACKLOG


USUAL = Room()


def make_room() -> Room:
    """Raise the limit of descriptors of this process and its children as far as it is needed."""
    descriptors = _raised()
    left = descriptors - min(RESERVED, descriptors // 2)
    # One half to keep, the other for those just taken.
    connections = min(CONNECTION_LIMIT, max(1, left // 2 - SPARE))
    if connections < CONNECTION_LIMIT:
        log_event(
            logger,
            logging.WARNING,
            "fewer connections than usual: raise the limit of open files",
            open_files=descriptors,
            connections=connections,
        )
    return Room(connections, min(BACKLOG, max(1, left // (2 * _BURSTS))))


def _raised() -> int:
    """How many descriptors a process may have now, as far as that matters."""
    try:
        import resource
    except ImportError:  # pragma: no cover - Windows sets no such limit
        return _WANTED
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft == resource.RLIM_INFINITY or soft >= _WANTED:
        return _WANTED
    most = _WANTED if hard == resource.RLIM_INFINITY else min(hard, _WANTED)
    try:
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))
    except (OSError, ValueError):  # macOS has one more limit, for every process
        return soft
    return most
