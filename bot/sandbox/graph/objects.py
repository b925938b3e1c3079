"""The tenant's things as Graph's JSON, with all properties; `pages.py` picks those asked for."""

import base64
from datetime import datetime, timedelta
from typing import Any

from bot.sandbox.tenant import (
    Application,
    Assignment,
    Credential,
    Group,
    GroupEligibility,
    Identity,
    Person,
    Role,
    Switches,
    Unit,
)

Json = dict[str, Any]

BASIC_PERSON = frozenset({"displayName", "givenName", "id", "mail", "surname", "userPrincipalName"})


def stamp(at: datetime, digit: int = 0) -> str:
    """Write a time with up to seven digits, the last of them `digit`, and no zeros at the end."""
    fraction = f"{at.microsecond:06d}{digit}".rstrip("0")
    return f"{at:%Y-%m-%dT%H:%M:%S}{'.' if fraction else ''}{fraction}Z"


def minutes(span: timedelta) -> int:
    return span // timedelta(minutes=1)


def person(one: Person) -> Json:
    given, _, surname = one.name.partition(" ")
    return {
        "@odata.type": "#microsoft.graph.user",
        "businessPhones": list(one.business_phones),
        "displayName": one.name,
        "givenName": given,
        "jobTitle": one.job_title,
        "mail": one.mail,
        "mobilePhone": one.mobile_phone,
        "officeLocation": None,
        "preferredLanguage": None,
        "surname": surname,
        "userPrincipalName": one.user_principal_name,
        "id": one.id,
        "accountEnabled": one.enabled,
        "userType": one.user_type,
        "onPremisesSyncEnabled": one.synced,
        "identities": [_identity(each) for each in one.identities],
        "creationType": one.creation_type,
        "externalUserState": one.external_user_state,
        "isManagementRestricted": one.management_restricted,
        "createdDateTime": None if one.created is None else stamp(one.created),
        "department": None,
    }


def _identity(one: Identity) -> Json:
    return {
        "signInType": one.sign_in_type,
        "issuer": one.issuer,
        "issuerAssignedId": one.issuer_assigned_id,
    }


def group(one: Group, switches: Switches) -> Json:
    full: Json = {
        "@odata.type": "#microsoft.graph.group",
        "id": one.id,
        "displayName": one.name,
        "description": None,
        "groupTypes": list(one.types),
        "isAssignableToRole": None if switches.role_assignable_as_null else one.role_assignable,
        "mailEnabled": "Unified" in one.types,
        "mailNickname": one.key,
        "membershipRule": one.membership_rule,
        "onPremisesSyncEnabled": None,
        "securityEnabled": True,
        "visibility": one.visibility,
        "isManagementRestricted": one.management_restricted,
    }
    return _hidden(full) if one.hidden or switches.hide_objects else full


def unit(one: Unit, switches: Switches) -> Json:
    full: Json = {
        "@odata.type": "#microsoft.graph.administrativeUnit",
        "id": one.id,
        "displayName": one.name,
        "description": None,
        "isMemberManagementRestricted": one.restricted,
        "visibility": None,
    }
    return _hidden(full) if switches.hide_objects else full


def directory_role(role_id: str, role: Role, switches: Switches) -> Json:
    """Return an activated built-in role, which has an id of its own in each tenant."""
    full: Json = {
        "@odata.type": "#microsoft.graph.directoryRole",
        "id": role_id,
        "displayName": role.name,
        "description": None,
        "roleTemplateId": role.id,
    }
    return _hidden(full) if switches.hide_objects else full


def application(kind: str, object_id: str, app_id: str, switches: Switches) -> Json:
    """Return an application or its service principal, as `kind` says."""
    full: Json = {
        "@odata.type": f"#microsoft.graph.{kind}",
        "id": object_id,
        "appId": app_id,
        "displayName": "TAP Bot",
    }
    return _hidden(full) if switches.hide_objects else full


def registration(one: Application, object_id: str, app_id: str) -> Json:
    """Return the application with its credentials; what is secret of them is never shown."""
    return {
        "@odata.type": "#microsoft.graph.application",
        "id": object_id,
        "appId": app_id,
        "displayName": "TAP Bot",
        "signInAudience": "AzureADMyOrg",
        "passwordCredentials": [_secret(each) for each in one.secrets],
        "keyCredentials": [_certificate(each) for each in one.certificates],
    }


def _secret(one: Credential) -> Json:
    return _credential(one) | {"customKeyIdentifier": None, "hint": one.hint, "secretText": None}


def _certificate(one: Credential) -> Json:
    identifier = base64.b64encode(one.thumbprint).decode()
    kind = {"type": "AsymmetricX509Cert", "usage": "Verify", "key": None}
    return _credential(one) | {"customKeyIdentifier": identifier} | kind


def _credential(one: Credential) -> Json:
    return {
        "displayName": one.name,
        "startDateTime": stamp(one.starts),
        "endDateTime": stamp(one.ends),
        "keyId": one.id,
    }


def role_definition(one: Role) -> Json:
    return {
        "@odata.type": "#microsoft.graph.unifiedRoleDefinition",
        "id": one.id,
        "displayName": one.name,
        "isBuiltIn": one.built_in,
        "isEnabled": True,
        "templateId": one.id,
    }


def assignment(one: Assignment) -> Json:
    return {
        "@odata.type": "#microsoft.graph.unifiedRoleAssignment",
        "id": one.id,
        "principalId": one.principal_id,
        "resourceScope": one.scope,
        "directoryScopeId": one.scope,
        "roleDefinitionId": one.role.id,
        "roleDefinition": role_definition(one.role),
    }


def eligibility(one: Assignment) -> Json:
    return {
        "@odata.type": "#microsoft.graph.unifiedRoleEligibilitySchedule",
        "id": one.id,
        "principalId": one.principal_id,
        "roleDefinitionId": one.role.id,
        "directoryScopeId": one.scope,
        "appScopeId": None,
        "memberType": "Direct",
        "status": "Provisioned",
        "roleDefinition": role_definition(one.role),
    }


def group_eligibility(one: GroupEligibility, of: Group, switches: Switches) -> Json:
    access = "owner" if one.as_owner else "member"
    return {
        "@odata.type": "#microsoft.graph.privilegedAccessGroupEligibilityScheduleInstance",
        "id": f"{one.group_id}_{access}_{one.principal_id}",
        "principalId": one.principal_id,
        "groupId": one.group_id,
        "accessId": access,
        "memberType": "direct",
        "group": group(of, switches),
    }


def _hidden(full: Json) -> Json:
    kept = {"@odata.type", "id"}
    return {name: value if name in kept else None for name, value in full.items()}
