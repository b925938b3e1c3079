"""Settings of what is kept: all that an auditor needs to open the records."""

from datetime import timedelta

from pydantic import Field, SecretStr, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

SHORTEST_KEY = 32


class Database(BaseSettings):
    """Where requests and the audit are kept: all that its owner needs to migrate it."""

    model_config = SettingsConfigDict(
        case_sensitive=False, extra="ignore", frozen=True, hide_input_in_errors=True
    )

    database_url: SecretStr = Field(
        SecretStr("sqlite:///tap-bot.db"), validation_alias="DATABASE_URL"
    )

    @property
    def database(self) -> str:
        return self.database_url.get_secret_value()


class Records(Database):
    """Where requests and the audit are kept, with which key, and for how long."""

    audit_key_text: SecretStr | None = Field(
        None, validate_default=True, validation_alias="TAP_AUDIT_KEY"
    )
    audit_head_daily: bool = Field(default=False, validation_alias="TAP_AUDIT_HEAD_DAILY")
    keep_days: int | None = Field(None, ge=1, le=3650, validation_alias="TAP_KEEP_DAYS")

    @field_validator("audit_key_text")
    @classmethod
    def _shared_by_replicas(cls, key: SecretStr | None, seen: ValidationInfo) -> SecretStr | None:
        if key is not None and len(key.get_secret_value()) < SHORTEST_KEY:
            raise ValueError(f"has fewer than {SHORTEST_KEY} characters")
        url = seen.data.get("database_url")
        if key is None and url and not url.get_secret_value().startswith("sqlite"):
            raise ValueError("is not set; with PostgreSQL all replicas share one")
        return key

    @property
    def audit_key(self) -> str | None:
        """None where the key is a file beside an SQLite database."""
        return self.audit_key_text.get_secret_value() if self.audit_key_text else None

    @property
    def keep(self) -> timedelta | None:
        return timedelta(days=self.keep_days) if self.keep_days else None
