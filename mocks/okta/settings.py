"""Addresses of the Okta service."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Settings:
    """public_url: the org's URL as browsers and peers reach it, without a trailing slash."""

    public_url: str
