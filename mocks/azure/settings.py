"""Addresses of the Azure AD service."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Settings:
    """public_url: where browsers and peers reach the service, without a trailing slash; login and Graph share it."""

    public_url: str
