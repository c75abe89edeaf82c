"""Spreading whole numbers: exact sums, and chance without a random number generator.

Everything is integer arithmetic, so the sample is the same to the byte on every machine.
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import blake2b


def chance(low: int, high: int, *key: object) -> int:
    """A number in `low..high` (both included) that depends on `key` only."""
    digest = blake2b("|".join(map(str, key)).encode(), digest_size=8).digest()
    return low + int.from_bytes(digest, "big") % (high - low + 1)


def allocate(total: int, weights: Sequence[int]) -> list[int]:
    """Split `total` in proportion to `weights`, by largest remainder; the parts sum to `total`.

    Raises:
        ValueError: there is something to split and no weight to split it by.
    """
    whole = sum(weights)
    if whole == 0:
        if total:
            raise ValueError(f"cannot split {total} over weights that sum to zero")
        return [0] * len(weights)
    parts = [total * weight // whole for weight in weights]
    by_remainder = sorted(
        range(len(weights)), key=lambda index: (-(total * weights[index] % whole), index)
    )
    for index in by_remainder[: total - sum(parts)]:
        parts[index] += 1
    return parts


def allocate_within(total: int, weights: Sequence[int], limits: Sequence[int]) -> list[int]:
    """Split as `allocate` does, with no part above its limit.

    Raises:
        ValueError: the limits leave no room for `total`.
    """
    if total > sum(limits):
        raise ValueError(f"cannot split {total} within limits that sum to {sum(limits)}")
    parts = [0] * len(limits)
    left = total
    while left:
        room = [limit - part for limit, part in zip(limits, parts, strict=True)]
        open_weights = [
            max(weight, 1) if free else 0 for weight, free in zip(weights, room, strict=True)
        ]
        for index, share in enumerate(allocate(left, open_weights)):
            taken = min(share, room[index])
            parts[index] += taken
            left -= taken
    return parts
