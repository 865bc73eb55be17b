"""The people and applications of the tests: a small version of the lab's own story."""

import msgspec

from mocks.azure.seed import AzureSeed, GroupSeed, PolicySeed, TenantSeed
from mocks.azure.seed import UserSeed as AzureUser
from mocks.azure.seeded_apps import AppRegistrationSeed
from mocks.okta.directory.identity_providers import Policy, Protocol
from mocks.okta.directory.users import Status
from mocks.okta.seed import ApplicationSeed, IdentityProviderSeed, OktaSeed, Pattern, RoutingRuleSeed
from mocks.okta.seed import UserSeed as OktaUser
from mocks.tests import keys
from mocks.tests.browser import Person

OKTA, AZURE, APP, SECOND_APP = (f"http://localhost:{port}" for port in (8081, 8082, 8080, 8084))

TENANT = "11111111-2222-4333-8444-555555555555"
OTHER_TENANT = "99999999-2222-4333-8444-555555555555"
AZURE_IDP, CONTRACTORS_IDP = "0oaazuread0000000001", "0oaazurecontractors1"

OKTA_AT_AZURE = "0c7a0000-0000-4000-8000-00000000000a"
APP_AT_AZURE = "5a3b1e00-0000-4000-8000-00000000000b"
SECOND_APP_AT_AZURE = "5a3b1e00-0000-4000-8000-00000000000c"
APP_AT_OTHER_TENANT = "5a3b1e00-0000-4000-8000-00000000000d"
SECURED_APP_AT_AZURE = "5a3b1e00-0000-4000-8000-000000000010"
NEW_APP_AT_AZURE, CLOSED_APP_AT_AZURE = (f"5a3b1e00-0000-4000-8000-0000000000{number}" for number in (11, 12))
APP_FOR_ALL_TENANTS = "5a3b1e00-0000-4000-8000-00000000000e"
BOARD, STAFF = (f"90000000-0000-4000-8000-{number:012}" for number in (1, 2))
MFA_POLICY, BLOCK_POLICY = (f"ca000000-0000-4000-8000-{number:012}" for number in (1, 2))
APP_AT_OKTA, SECOND_APP_AT_OKTA = "0oasamplewebapp00001", "0oatimesheets0000001"
SERVICE_AT_OKTA = "0oanightlyexport0001"
KEYED_AT_OKTA, HMAC_AT_OKTA = "0oapayroll0000000001", "0oareports0000000001"
KEYED_AT_AZURE = "5a3b1e00-0000-4000-8000-00000000000f"
SPA_AT_OKTA, SPA_AT_AZURE = "0oaintranet000000001", "5a3b1e00-0000-4000-8000-0000000000d3"
MULTI_TENANT_TV_AT_AZURE = "5a3b1e00-0000-4000-8000-0000000000d1"
TV_AT_OKTA, TV_AT_AZURE = "0oatelevision0000001", "5a3b1e00-0000-4000-8000-0000000000d2"
# Characters that must be form-encoded in a Basic header (RFC 6749 section 2.3.1).
SECRET = "secret:of the+tests%2F&with-signs-0001"

CALLBACK, SECOND_CALLBACK = f"{APP}/login/oauth2/code/okta", f"{SECOND_APP}/login/oauth2/code/okta"

ALICE = Person("alice@contoso.example", "Alice-in-Azure-1")
CAROL = Person("carol@contoso.example", "Carol-in-Azure-1")
DAVE = Person("dave@contoso.example", "Dave-in-Azure-1")
FRANK = Person("frank@contoso.example", "Frank-in-Azure-1")
GRACE = Person("grace@contoso.example", "Grace-in-Azure-1")
IVAN = Person("ivan@contractors.example", "Ivan-in-Azure-1")
NORA = Person("nora@contoso.example", "Nora-in-Azure-1")
MONA = Person("mona@contoso.example", "Mona-in-Azure-1")
MONAS_SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
OSCAR = Person("oscar@contoso.example", "Oscar-in-Azure-1")
AVERY = Person("avery@contoso.example", "Avery-in-Azure-1")
BORIS = Person("boris@contoso.example", "Boris-in-Azure-1")
ADAM = Person("adam@adatum.example", "Adam-in-Azure-1")
OLIVIA = Person("olivia@contoso-subsidiary.example", "Olivia-in-Okta-1")
ERIN = Person("erin@contoso-subsidiary.example", "Erin-in-Okta-1")


def _member(person: Person, number: int, *, mail: bool = True, enabled: bool = True) -> AzureUser:
    given = person.username.partition("@")[0].capitalize()
    return AzureUser(
        id=f"00000000-0000-4000-8000-{number:012}",
        user_principal_name=person.username,
        display_name=f"{given} {given[0]}ames",
        password=person.password,
        given_name=given,
        surname=f"{given[0]}ames",
        mail=person.username if mail else None,
        enabled=enabled,
    )


def _registration(client_id: str, name: str, uris: list[str]) -> AppRegistrationSeed:
    return AppRegistrationSeed(client_id, name, uris, SECRET, ["given_name", "family_name", "email"])


def azure_seed() -> AzureSeed:
    """Return two tenants: Contoso, and one that has nothing to do with it."""
    people = [ALICE, CAROL, FRANK, GRACE, IVAN]
    members = [_member(person, number) for number, person in enumerate(people, 1)]
    members += [_member(DAVE, 20, enabled=False), _member(NORA, 21, mail=False), _member(BORIS, 24)]
    members += [
        msgspec.structs.replace(_member(MONA, 22), totp_secret=MONAS_SECRET),
        msgspec.structs.replace(_member(OSCAR, 23), must_change_password=True),
        msgspec.structs.replace(_member(AVERY, 25), directory_roles=["Global Administrator"]),
    ]
    contoso = TenantSeed(
        TENANT,
        "Contoso",
        ["contoso.example", "contractors.example"],
        users=members,
        app_registrations=[
            _registration(
                OKTA_AT_AZURE, "Okta", [f"{OKTA}/oauth2/v1/authorize/callback", f"{OKTA}/oauth2/v1/logout/callback"]
            ),
            _registration(APP_AT_AZURE, "Contoso Home", [CALLBACK, f"{APP}/"]),
            _registration(
                SECOND_APP_AT_AZURE, "Contoso Timesheets", [SECOND_CALLBACK, "https://timesheets.example/in"]
            ),
            AppRegistrationSeed(SPA_AT_AZURE, "Contoso Intranet", [CALLBACK], SECRET, implicit=("id_token", "token")),
            AppRegistrationSeed(TV_AT_AZURE, "Contoso TV", public_client=True),
            AppRegistrationSeed(
                MULTI_TENANT_TV_AT_AZURE, "TV", public_client=True, sign_in_audience="AzureADMultipleOrgs"
            ),
            AppRegistrationSeed(KEYED_AT_AZURE, "Contoso Payroll", [CALLBACK], certificates=[keys.CERTIFICATE]),
            _registration(SECURED_APP_AT_AZURE, "Contoso Salaries", [CALLBACK]),
            msgspec.structs.replace(
                _registration(NEW_APP_AT_AZURE, "Contoso Novelty", [CALLBACK, f"{APP}/"]),
                admin_consent=False,
                logout_url=f"{APP}/signed-out?from=azure",
            ),
            msgspec.structs.replace(
                _registration(CLOSED_APP_AT_AZURE, "Contoso Board", [CALLBACK]),
                assignment_required=True,
                assigned_users=[CAROL.username],
                assigned_groups=["Board"],
                group_membership_claims="All",
            ),
        ],
        groups=[GroupSeed(BOARD, "Board", [GRACE.username]), GroupSeed(STAFF, "Staff", [ALICE.username])],
        conditional_access=[
            PolicySeed(
                MFA_POLICY, "Payroll needs a second proof", "mfa", applications=(SECURED_APP_AT_AZURE,), users=["All"]
            ),
            PolicySeed(BLOCK_POLICY, "Boris stays out", "block", users=[BORIS.username]),
        ],
    )
    adatum = TenantSeed(
        OTHER_TENANT,
        "Adatum",
        ["adatum.example"],
        users=[_member(ADAM, 30)],
        app_registrations=[
            _registration(APP_AT_OTHER_TENANT, "Adatum Home", [CALLBACK]),
            msgspec.structs.replace(
                _registration(APP_FOR_ALL_TENANTS, "Adatum for all", [CALLBACK]), sign_in_audience="AzureADMultipleOrgs"
            ),
        ],
    )
    return AzureSeed([contoso, adatum])


def _provider(id: str, name: str, policy: Policy, *, slo: bool = False) -> IdentityProviderSeed:
    base = f"{AZURE}/{TENANT}"
    protocol = Protocol(
        issuer=f"{base}/v2.0",
        authorization_url=f"{base}/oauth2/v2.0/authorize",
        token_url=f"{base}/oauth2/v2.0/token",
        jwks_url=f"{base}/discovery/v2.0/keys",
        end_session_url=f"{base}/oauth2/v2.0/logout",
        client_id=OKTA_AT_AZURE,
        client_secret=SECRET,
        participate_slo=slo,
    )
    return IdentityProviderSeed(name, protocol, id=id, policy=policy, groups=["Contoso Employees"])


def _local(person: Person, first: str, last: str, groups: list[str], **details: Status | str | bool) -> OktaUser:
    return OktaUser(person.username, first, last, groups=groups, **details)  # type: ignore[arg-type]


def okta_seed() -> OktaSeed:
    """Return the org: two people of its own, two applications, and Azure AD twice as identity provider."""
    employees = ["Contoso Employees"]
    return OktaSeed(
        name="Contoso",
        groups=["Contoso Employees", "Linkable"],
        users=[
            _local(OLIVIA, "Olivia", "Ortiz", employees, password=OLIVIA.password, administrator=True),
            _local(ERIN, "Erin", "Evans", [], password=ERIN.password),
            _local(GRACE, "Grace", "Green", employees, password="Grace-in-Okta-1"),
            _local(FRANK, "Frank", "Fisher", employees, status=Status.DEPROVISIONED),
        ],
        applications=[
            ApplicationSeed(
                APP_AT_OKTA,
                "Contoso Home",
                SECRET,
                [CALLBACK],
                post_logout_redirect_uris=[f"{APP}/"],
                initiate_login_uri=f"{APP}/",
                assigned_groups=employees,
                grant_types=("authorization_code", "refresh_token"),
            ),
            ApplicationSeed(
                SECOND_APP_AT_OKTA,
                "Contoso Timesheets",
                SECRET,
                [SECOND_CALLBACK],
                assigned_groups=["Everyone"],
                grant_types=("authorization_code", "refresh_token"),
                rotation="ROTATE",
                leeway=30,
            ),
            ApplicationSeed(
                SERVICE_AT_OKTA,
                "Nightly Export",
                SECRET,
                [],
                grant_types=("client_credentials",),
                granted_scopes=["okta.users.read", "okta.groups.read"],
            ),
            ApplicationSeed(
                KEYED_AT_OKTA,
                "Contoso Payroll",
                redirect_uris=[CALLBACK],
                assigned_groups=["Everyone"],
                grant_types=("authorization_code", "client_credentials"),
                granted_scopes=["okta.users.read", "okta.groups.read"],
                token_endpoint_auth_method="private_key_jwt",
                jwks=[keys.public(keys.PRIVATE, kid="first"), keys.public(keys.CURVE)],
            ),
            ApplicationSeed(
                HMAC_AT_OKTA,
                "Contoso Reports",
                SECRET,
                [CALLBACK],
                assigned_groups=["Everyone"],
                token_endpoint_auth_method="client_secret_jwt",
            ),
            ApplicationSeed(
                SPA_AT_OKTA,
                "Contoso Intranet",
                SECRET,
                [CALLBACK],
                assigned_groups=["Everyone"],
                grant_types=("authorization_code", "implicit", "password", "refresh_token"),
                response_types=("code", "id_token", "token"),
            ),
            ApplicationSeed(
                TV_AT_OKTA,
                "Contoso TV",
                assigned_groups=employees,
                grant_types=("urn:ietf:params:oauth:grant-type:device_code", "refresh_token"),
                token_endpoint_auth_method="none",
            ),
        ],
        identity_providers=[
            _provider(AZURE_IDP, "Azure AD", Policy(username_filter=r"[^@]+@contoso\.example"), slo=True),
            _provider(
                CONTRACTORS_IDP,
                "Azure AD for contractors",
                Policy(username_filter=r"[^@]+@contractors\.example", provisioning="DISABLED"),
            ),
        ],
        routing_rules=[
            RoutingRuleSeed("Contoso", ["Azure AD"], [Pattern("SUFFIX", "contoso.example")]),
            RoutingRuleSeed("Contractors", ["Azure AD for contractors"], [Pattern("SUFFIX", "contractors.example")]),
        ],
    )
