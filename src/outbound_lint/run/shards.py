"""A stable part of the files of a run, for one of several machines."""

from __future__ import annotations

import re
from hashlib import blake2b
from typing import NamedTuple


class Shard(NamedTuple):
    """One of several parts. Which part a file is in depends on nothing but its path.

    Attributes:
        part: Which part it is, from 1.
        parts: How many there are.
    """

    part: int
    parts: int

    def __str__(self) -> str:
        return f"{self.part}/{self.parts}"

    @classmethod
    def parse(cls, text: object) -> Shard | None:
        """Return the part that a text like `3/8` names; None if there is no such part."""
        found = re.fullmatch(r"([0-9]{1,9})/([0-9]{1,9})", text) if isinstance(text, str) else None
        shard = cls(int(found[1]), int(found[2])) if found else None
        return shard if shard and 1 <= shard.part <= shard.parts else None

    def holds(self, path: str) -> bool:
        """Return whether a file is in this part.

        Args:
            path: The file, relative to the working directory, with `/`.
        """
        digest = blake2b(path.encode("utf-8", "surrogatepass"), digest_size=8).digest()
        return int.from_bytes(digest, "big") % self.parts == self.part - 1
