"""Does a POST come from one of our own pages?

Public forms have no cookie, so a foreign page gains little by posting in a visitor's name: no one is signed in, and
the mailbox must confirm. What it could do is use its visitors' addresses to get past our limits. The check follows
the Fetch Metadata specification (W3C, Sec-Fetch-Site) and, for browsers without it, the Origin and Referer headers.
"""

from urllib.parse import urlsplit

from django.http import HttpRequest


def is_own(request: HttpRequest) -> bool:
    """Say whether a POST may come from a page of ours.

    Programs and privacy tools that send none of the three headers pass: they can write any header anyway.
    """
    site = request.headers.get("Sec-Fetch-Site", "none")
    if site == "same-origin":
        # The browser itself vouches. Origin is "null" here where the page's referrer policy is no-referrer.
        return True
    if site != "none":
        return False
    origin = request.headers.get("Origin") or request.headers.get("Referer")
    return not origin or _is_our_origin(request, origin)


def _is_our_origin(request: HttpRequest, address: str) -> bool:
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    return (parts.scheme, parts.netloc) == (request.scheme, request.get_host())
