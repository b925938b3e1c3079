"""Settings of who the bot is: how it signs in to Teams, and to Graph."""

from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from pydantic import Field, SecretStr, ValidationInfo, field_validator

from bot.records import Records
from bot.setting_kinds import Guid


class AppType(StrEnum):
    """How an application proves to Entra who it is."""

    SINGLE_TENANT = "SingleTenant"
    USER_ASSIGNED_MSI = "UserAssignedMSI"
    SYSTEM_ASSIGNED_MSI = "SystemAssignedMSI"
    FEDERATED = "Federated"


@dataclass(frozen=True, slots=True)
class Identity:
    """An application, and what it has to prove that it is the one."""

    app_type: AppType
    app_id: str | None
    secret: str | None = field(repr=False)
    certificate: Path | None
    passphrase: str | None = field(repr=False)
    federated_id: str | None = None


class Identities(Records):
    """The bot's identity, and Graph's where it has its own."""

    app_id: Guid = Field(validation_alias="MicrosoftAppId")
    app_type: AppType = Field(AppType.SINGLE_TENANT, validation_alias="MicrosoftAppType")
    app_password: SecretStr | None = Field(None, validation_alias="MicrosoftAppPassword")
    app_certificate: Path | None = Field(
        None, validate_default=True, validation_alias="MicrosoftAppCertificateFile"
    )
    app_certificate_password: SecretStr | None = Field(
        None, validation_alias="MicrosoftAppCertificatePassword"
    )
    tenant_id: Guid = Field(validation_alias="MicrosoftAppTenantId")

    graph_app_id: Guid | None = Field(None, validation_alias="TAP_GRAPH_APP_ID")
    graph_app_type: AppType = Field(AppType.SINGLE_TENANT, validation_alias="TAP_GRAPH_APP_TYPE")
    graph_password: SecretStr | None = Field(None, validation_alias="TAP_GRAPH_APP_PASSWORD")
    graph_certificate: Path | None = Field(
        None, validate_default=True, validation_alias="TAP_GRAPH_CERTIFICATE_FILE"
    )
    graph_certificate_password: SecretStr | None = Field(
        None, validation_alias="TAP_GRAPH_CERTIFICATE_PASSWORD"
    )
    graph_federated_id: Guid | None = Field(
        None, validate_default=True, validation_alias="TAP_GRAPH_FEDERATED_ID"
    )

    @field_validator("app_certificate")
    @classmethod
    def _can_sign_in(cls, file: Path | None, seen: ValidationInfo) -> Path | None:
        known = seen.data.get("app_type")
        if known in {AppType.SYSTEM_ASSIGNED_MSI, AppType.FEDERATED}:
            raise ValueError("with MicrosoftAppType SingleTenant or UserAssignedMSI only")
        if known is AppType.SINGLE_TENANT and not (file or seen.data.get("app_password")):
            raise ValueError("set this or MicrosoftAppPassword")
        return file

    @field_validator("graph_certificate")
    @classmethod
    def _graph_can_sign_in(cls, file: Path | None, seen: ValidationInfo) -> Path | None:
        own = file or seen.data.get("graph_password")
        single = seen.data.get("graph_app_type") is AppType.SINGLE_TENANT
        if seen.data.get("graph_app_id") and single and not own:
            raise ValueError("set this or TAP_GRAPH_APP_PASSWORD")
        return file

    @field_validator("graph_federated_id")
    @classmethod
    def _graph_can_federate(cls, identity: str | None, seen: ValidationInfo) -> str | None:
        if seen.data.get("graph_app_type") is AppType.FEDERATED and not identity:
            raise ValueError("set the client id of the managed identity")
        return identity

    @property
    def bot(self) -> Identity:
        return Identity(
            self.app_type,
            self.app_id,
            _plain(self.app_password),
            self.app_certificate,
            _plain(self.app_certificate_password),
        )

    @property
    def graph(self) -> Identity:
        """Graph's own identity, or the bot's where none is set."""
        if self.graph_app_id is None and self.graph_app_type is not AppType.SYSTEM_ASSIGNED_MSI:
            return self.bot
        return Identity(
            self.graph_app_type,
            self.graph_app_id,
            _plain(self.graph_password),
            self.graph_certificate,
            _plain(self.graph_certificate_password),
            self.graph_federated_id,
        )


def _plain(secret: SecretStr | None) -> str | None:
    return secret.get_secret_value() if secret else None
