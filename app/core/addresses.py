"""What of a network address stands for one line: limits count lines, not addresses that one makes up."""

from functools import lru_cache
from ipaddress import IPv6Address, ip_address, ip_network

LINE_BITS = 64
"""So many bits of an IPv6 address are the line's; the others its owner chooses, anew for each request."""


@lru_cache(4096)
def line_of(address: str) -> str:
    """The line behind an address: an IPv4 address itself, also where it is written as IPv6, else the /64.

    What is no address (a socket's name, a test's) stands for itself.
    """
    try:
        known = ip_address(address)
    except ValueError:
        return address
    if not isinstance(known, IPv6Address):
        return address
    if known.ipv4_mapped is not None:
        return str(known.ipv4_mapped)
    return str(ip_network((int(known), LINE_BITS), strict=False))
