"""The scopes of Okta's own API, which an administrator grants to an application. Source: fact sheet 7.1.

More than the lab has calls for: a script that sets up an application grants what its other calls need elsewhere.
"""

_READ_AND_MANAGE = (
    *("agentPools", "apiTokens", "appGrants", "apps", "authenticators", "authorizationServers", "behaviors", "brands"),
    *("captchas", "certificateAuthorities", "clients", "deviceAssurance", "devices", "domains", "emailDomains"),
    *("emailServers", "eventHooks", "factors", "features", "groups", "identitySources", "idps", "inlineHooks"),
    *("linkedObjects", "logStreams", "networkZones", "oauthIntegrations", "orgs", "policies", "principalRateLimits"),
    *("profileMappings", "pushProviders", "rateLimits", "realms", "riskProviders", "roles", "schemas", "sessions"),
    *("templates", "threatInsights", "trustedOrigins", "uischemas", "userTypes", "users"),
)
_OTHERS = (
    *("okta.clients.register", "okta.directories.groups.manage", "okta.logs.read", "okta.reports.read"),
    *("okta.riskEvents.manage", "okta.universalLogout.manage", "okta.users.manage.self", "okta.users.read.self"),
)
OKTA_SCOPES = frozenset(_OTHERS) | {f"okta.{name}.{verb}" for name in _READ_AND_MANAGE for verb in ("read", "manage")}
