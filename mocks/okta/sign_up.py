"""The page on which strangers sign up, where the profile enrollment policy lets them. Source: fact sheet 6.1, 9.4.

Whoever gives an address that has an account is told the same as everybody, so that the page gives nobody away.
"""

from typing import Any

from flask import Flask, Response, request

from mocks.kit.web import Unit, page, unit
from mocks.okta import responses
from mocks.okta.directory import groups, inline_hooks, org, user_schema
from mocks.okta.hooks.registration import RegistrationDenied, judged
from mocks.okta.policies.profile_enrollment import ProfileEnrollment, registration
from mocks.okta.provisioning import self_service
from mocks.okta.settings import Settings
from mocks.okta.signin.identify import SIGN_UP

_COMPLETES = {
    "email": "email",
    "secondEmail": "email",
    "firstName": "given-name",
    "lastName": "family-name",
    "mobilePhone": "tel",
    "primaryPhone": "tel",
    "organization": "organization",
}
_LONGEST = 250


def mount(app: Flask, settings: Settings) -> None:
    app.add_url_rule(SIGN_UP, "sign_up", lambda: _answer(unit(), settings.public_url), methods=["GET", "POST"])


def _answer(here: Unit, public_url: str) -> Response:
    found = registration(here)
    if found is None:
        return responses.page(403, "Nobody can sign up here. Ask your administrator for an account.", "not_allowed")
    rule_id, wanted = found
    if request.method == "GET":
        return _form(here, wanted, {})
    given = {one.name: request.form.get(one.name, "").strip()[:_LONGEST] for one in wanted.profile_attributes}
    try:
        profile = _checked(here, wanted, given)
        hook = inline_hooks.by_id(here.db, wanted.hook) if wanted.hook else None
        if hook and hook.active:
            profile = _complete(here, judged(here, hook, rule_id, profile))
    except RegistrationDenied as denied:
        return _form(here, wanted, given, str(denied))
    there = [id for id in wanted.target_group_ids if groups.exists(here.db, id)]
    self_service.sign_up(here, public_url, profile, there)
    text = f"We have sent a mail to {given['email']}. Open the link in it to choose a password."
    return page("notice.html", org_name=org.load(here.db).name, title="Check your mail", message=text)


def _checked(here: Unit, wanted: ProfileEnrollment, given: dict[str, str]) -> dict[str, Any]:
    """Return the profile that somebody typed; raises RegistrationDenied with what is wrong with it."""
    if any(one.required and not given[one.name] for one in wanted.profile_attributes):
        raise RegistrationDenied("Fill in everything that is asked for.")
    return _complete(here, {"login": given["email"], **given})


def _complete(here: Unit, profile: dict[str, Any]) -> dict[str, Any]:
    if any(isinstance(value, str) and "\x00" in value for value in profile.values()):
        raise RegistrationDenied("Some of what was given cannot be kept.")
    schema = user_schema.load(here.db)
    profile = {name: value for name, value in profile.items() if value not in (None, "")}
    for complaint in schema.complaints(profile):
        name, _, text = complaint.partition(": ")
        attribute = schema.attributes.get(name)
        raise RegistrationDenied(f"{attribute.title}: {text}." if attribute and text else f"{complaint}.")
    return profile


def _form(here: Unit, wanted: ProfileEnrollment, given: dict[str, str], error: str | None = None) -> Response:
    known = user_schema.load(here.db).attributes
    fields = [
        {
            "name": one.name,
            "label": one.label or known[one.name].title,
            "required": one.required,
            "autocomplete": _COMPLETES.get(one.name, "off"),
            "value": given.get(one.name, ""),
        }
        for one in wanted.profile_attributes
        if one.name in known
    ]
    return page("sign_up.html", org_name=org.load(here.db).name, fields=fields, error=error)
