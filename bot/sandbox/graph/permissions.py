"""Which application permissions open which call: each call needs one of its set.

Source: permissions.json of microsoftgraph/microsoft-graph-devx-content.
"""

_METHODS = {"UserAuthenticationMethod.Read.All", "UserAuthenticationMethod.ReadWrite.All"}
_DIRECTORY = {"Directory.Read.All", "Directory.ReadWrite.All"}

WRITE_PASSES = frozenset(
    {"UserAuthMethod-TAP.ReadWrite.All", "UserAuthenticationMethod.ReadWrite.All"}
)
READ_PASSES = WRITE_PASSES | _METHODS | {"UserAuthMethod-TAP.Read.All"}
READ_METHODS = frozenset(_METHODS)
READ_POLICY = frozenset(
    {
        "Policy.Read.AuthenticationMethod",
        "Policy.Read.All",
        "Policy.ReadWrite.AuthenticationMethod",
    }
)
READ_USERS = frozenset({"User.Read.All", "User.ReadWrite.All"} | _DIRECTORY)
READ_BASIC_USERS = READ_USERS | {"User.ReadBasic.All"}
READ_GROUPS = frozenset(
    {"GroupMember.Read.All", "Group.Read.All", "Group.ReadWrite.All"} | _DIRECTORY
)
READ_ROLES = frozenset({"RoleManagement.Read.Directory", "RoleManagement.Read.All"} | _DIRECTORY)
READ_ELIGIBILITY = frozenset(
    {
        "RoleEligibilitySchedule.Read.Directory",
        "RoleManagement.Read.Directory",
        "RoleManagement.Read.All",
    }
)

READ_GROUP_ELIGIBILITY = frozenset(
    {
        "PrivilegedEligibilitySchedule.Read.AzureADGroup",
        "PrivilegedEligibilitySchedule.ReadWrite.AzureADGroup",
    }
)
READ_APPLICATIONS = frozenset(
    {"Application.Read.All", "Application.ReadWrite.OwnedBy", "Application.ReadWrite.All"}
)
READ_APPLICATION_OWNERS = READ_APPLICATIONS | _DIRECTORY

GRANTED_TO_THE_BOT = (
    "UserAuthMethod-TAP.ReadWrite.All",
    "User.Read.All",
    "GroupMember.Read.All",
    "Policy.Read.AuthenticationMethod",
    "RoleManagement.Read.Directory",
    "PrivilegedEligibilitySchedule.Read.AzureADGroup",
)
