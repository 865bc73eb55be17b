"""What opens a call: app tokens have `roles`, user tokens `scp` and what the person may (fact sheet 7.10)."""

from dataclasses import dataclass

_READS = ("Directory.Read.All", "Directory.ReadWrite.All")


@dataclass(frozen=True, slots=True)
class Permission:
    """names: any of them will do. own: scopes that are good for what is the calling person's own.

    administrators: directory roles of which a person needs one, whatever the scopes say; () for none.
    """

    names: tuple[str, ...]
    own: tuple[str, ...] = ()
    administrators: tuple[str, ...] = ()

    def opens(self, held: frozenset[str]) -> bool:
        """Tell whether permissions, in lower case, are enough."""
        return any(name.lower() in held for name in self.names)

    def opens_own(self, held: frozenset[str]) -> bool:
        """Tell whether they are enough for what is the caller's own: nobody needs a role for that."""
        return any(name.lower() in held for name in self.own)


ANYBODY = None
"""The permission of what every good token may call."""
_USER_WRITERS = ("Global Administrator", "User Administrator")

READ_USERS = Permission(
    ("User.ReadBasic.All", "User.Read.All", "User.ReadWrite.All", *_READS), own=("User.Read", "User.ReadWrite")
)
READ_WHOLE_USERS = Permission(("User.Read.All", "User.ReadWrite.All", *_READS), own=("User.Read", "User.ReadWrite"))
READ_GROUPS = Permission(
    ("GroupMember.Read.All", "GroupMember.ReadWrite.All", "Group.Read.All", "Group.ReadWrite.All", *_READS)
)
READ_MEMBER_OF = Permission(READ_GROUPS.names, own=("User.Read", "User.ReadWrite"))
WRITE_GROUPS = Permission(("Group.ReadWrite.All", "Directory.ReadWrite.All"), administrators=_USER_WRITERS)
WRITE_MEMBERS = Permission(("GroupMember.ReadWrite.All", *WRITE_GROUPS.names), administrators=_USER_WRITERS)
_APPLICATION_WRITERS = ("Global Administrator", "Application Administrator")
_OWNED = "Application.ReadWrite.OwnedBy"
READ_APPLICATIONS = Permission(("Application.Read.All", "Application.ReadWrite.All", _OWNED, *_READS))
WRITE_APPLICATIONS = Permission(
    ("Application.ReadWrite.All", "Directory.ReadWrite.All"), administrators=_APPLICATION_WRITERS
)
WRITE_OWN_APPLICATIONS = Permission((*WRITE_APPLICATIONS.names, _OWNED), administrators=_APPLICATION_WRITERS)
READ_DIRECTORY = Permission(_READS)
READ_LOGS = Permission(("AuditLog.Read.All",), administrators=("Global Administrator",))
_POLICY_WRITERS, _WRITE_POLICIES = ("Global Administrator",), "Policy.ReadWrite.ConditionalAccess"
READ_POLICIES = Permission(("Policy.Read.All", _WRITE_POLICIES), administrators=_POLICY_WRITERS)
WRITE_POLICIES = Permission((_WRITE_POLICIES,), administrators=_POLICY_WRITERS)
READ_ORGANIZATION = Permission(
    ("Organization.Read.All", "Organization.ReadWrite.All", "User.Read", "User.ReadWrite", *_READS)
)
READ_WHOLE_ORGANIZATION = Permission(("Organization.Read.All", "Organization.ReadWrite.All", *_READS))
READ_DOMAINS = Permission(("Domain.Read.All", "Domain.ReadWrite.All", *_READS))
READ_ASSIGNMENTS = Permission(("AppRoleAssignment.ReadWrite.All", *_READS))
READ_GRANTS = Permission(("DelegatedPermissionGrant.ReadWrite.All", *_READS))
WRITE_ASSIGNMENTS = Permission(
    ("AppRoleAssignment.ReadWrite.All", "Directory.ReadWrite.All"), administrators=_APPLICATION_WRITERS
)
WRITE_GRANTS = Permission(
    ("DelegatedPermissionGrant.ReadWrite.All", "Directory.ReadWrite.All"), administrators=_APPLICATION_WRITERS
)
WRITE_USERS = Permission(("User.ReadWrite.All", "Directory.ReadWrite.All"), administrators=_USER_WRITERS)
_PASSWORDS = "User-PasswordProfile.ReadWrite.All"
WRITE_PASSWORDS = Permission((_PASSWORDS,), administrators=_USER_WRITERS)
CHANGE_USERS = Permission((*WRITE_USERS.names, _PASSWORDS), administrators=_USER_WRITERS)
CHANGE_OWN_PASSWORD = Permission((), own=("User.ReadWrite", _PASSWORDS))
REVOKE_SESSIONS = Permission(
    ("User.RevokeSessions.All", *WRITE_USERS.names), own=("User.ReadWrite",), administrators=_USER_WRITERS
)
