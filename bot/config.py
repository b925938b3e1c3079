"""Settings from the environment, read once at start; all problems are reported at once."""

from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any, Literal, TypeVar

from pydantic import Field, ValidationError, ValidationInfo, field_validator

from bot.clouds import CLOUDS
from bot.domain.demands import Verify
from bot.domain.limiting import Limit
from bot.domain.rules import Delivery, Desk, Existing, ruled_by
from bot.identities import Identities
from bot.records import Database, Records
from bot.rule_file.reading import RuleFile, RulesProblem
from bot.setting_kinds import MOST_APPROVALS, Duration, Groups, Most, NamedCloud, Pattern, Zone

R = TypeVar("R", bound=Database)
Said = TypeVar("Said")


class Settings(Identities):
    """What an administrator sets. Names are the Bot Framework's where it has them."""

    rules: RuleFile = Field((), validation_alias="TAP_RULES")
    requester_groups: Groups = Field(frozenset(), validation_alias="TAP_REQUESTER_GROUPS")
    approver_groups: Groups = Field(frozenset(), validation_alias="TAP_APPROVER_GROUPS")
    approvals_needed: int = Field(
        1, ge=1, le=MOST_APPROVALS, validation_alias="TAP_APPROVALS_REQUIRED"
    )
    verify: Verify = Field(Verify.ATTESTED, validation_alias="TAP_VERIFY")
    reason: Literal["optional", "required"] = Field("optional", validation_alias="TAP_REASON")
    reason_pattern: Pattern | None = Field(None, validation_alias="TAP_REASON_PATTERN")
    protected_groups: Groups = Field(frozenset(), validation_alias="TAP_PROTECTED_GROUPS")
    sees_pim_for_groups: bool = Field(True, validation_alias="TAP_PIM_FOR_GROUPS")
    approval_timeout: Duration = Field(
        timedelta(minutes=60), validation_alias="TAP_APPROVAL_TIMEOUT"
    )
    approvers_asked: int = Field(10, ge=1, le=50, validation_alias="TAP_APPROVERS_ASKED")
    delivery: Delivery = Field(Delivery.CHAT, validation_alias="TAP_DELIVERY")
    hide_after: Duration = Field(timedelta(minutes=10), validation_alias="TAP_HIDE_AFTER")
    claim_within: Duration = Field(timedelta(minutes=30), validation_alias="TAP_CLAIM_WITHIN")
    existing: Existing = Field(Existing.ASK, validation_alias="TAP_EXISTING")
    limit_requester: Most = Field(
        Limit(30, timedelta(hours=1)), validation_alias="TAP_LIMIT_REQUESTER"
    )
    limit_target: Most = Field(Limit(3, timedelta(days=1)), validation_alias="TAP_LIMIT_TARGET")
    tell_manager: bool = Field(False, validation_alias="TAP_NOTIFY_TARGET_MANAGER")
    cloud: NamedCloud = Field(CLOUDS["global"], validation_alias="TAP_CLOUD")

    organisation: str | None = Field(None, validation_alias="TAP_ORGANISATION")
    domain: str | None = Field(None, validation_alias="TAP_DOMAIN")
    contact: str | None = Field(None, max_length=200, validation_alias="TAP_CONTACT")
    language: Literal["en", "de", "fr", "es"] = Field("en", validation_alias="TAP_LANGUAGE")
    zone: Zone = Field("UTC", validation_alias="TAP_TIME_ZONE")

    host: str = Field("127.0.0.1", validation_alias="HOST")
    port: int = Field(3978, ge=1, le=65535, validation_alias="PORT")
    ops_host: str = Field("127.0.0.1", validation_alias="TAP_OPS_HOST")
    ops_port: int | None = Field(None, ge=1, le=65535, validation_alias="TAP_OPS_PORT")

    @field_validator("requester_groups", "approver_groups")
    @classmethod
    def _named_here_or_in_rules(
        cls, groups: frozenset[str], seen: ValidationInfo
    ) -> frozenset[str]:
        if not groups and seen.data.get("rules") == ():
            raise ValueError("is not set")
        return groups

    @field_validator("approvals_needed", "verify", "reason", "reason_pattern")
    @classmethod
    def _said_by_each_rule(cls, said: Said, seen: ValidationInfo) -> Said:
        default = cls.model_fields[str(seen.field_name)].default
        if seen.data.get("rules") and said != default:
            raise ValueError("each rule of TAP_RULES says this for itself; take it out here")
        return said

    def desk(self) -> Desk:
        desk = Desk(
            requester_groups=self.requester_groups,
            approver_groups=self.approver_groups,
            protected_groups=self.protected_groups,
            sees_pim_for_groups=self.sees_pim_for_groups,
            approval_timeout=self.approval_timeout,
            approvers_asked=self.approvers_asked,
            delivery=self.delivery,
            hide_after=self.hide_after,
            claim_within=self.claim_within,
            existing=self.existing,
            limit_requester=self.limit_requester,
            limit_target=self.limit_target,
            tell_manager=self.tell_manager,
            head_daily=self.audit_head_daily,
            keep=self.keep,
            contact=self.contact,
            language=self.language,
            zone=self.zone,
            approvals_needed=self.approvals_needed,
            verify=self.verify,
            reason_needed=self.reason == "required",
            reason_pattern=self.reason_pattern,
        )
        return ruled_by(desk, self.rules)


class SettingsProblem(Exception):  # noqa: N818 - it is told to an administrator, line by line
    """All that is wrong, one sentence each."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


def read_settings() -> Settings:
    """Raises SettingsProblem."""
    return _read(Settings)


def read_records() -> Records:
    """The settings that the audit's commands need, and no other. Raises SettingsProblem."""
    return _read(Records)


def read_database() -> Database:
    """What the database's owner needs, and no key. Raises SettingsProblem."""
    return _read(Database)


def _read(kind: type[R]) -> R:
    try:
        return kind()
    except ValidationError as error:
        told = (sentence for each in error.errors() for sentence in _sentences(each))
        raise SettingsProblem(list(told)) from None


def _sentences(problem: Mapping[str, Any]) -> Iterator[str]:
    name = str(problem["loc"][0])
    # pydantic names a default by its field, and what was set by its name in the environment.
    known = Settings.model_fields.get(name)
    name = str(known.validation_alias) if known else name
    match problem:
        case {"type": "missing"}:
            yield f"{name}: is not set"
        case {"ctx": {"error": RulesProblem(problems=problems)}}:
            yield from (f"{name}: {each}" for each in problems)
        case {"msg": str(words)}:
            yield f"{name}: {words.removeprefix('Value error, ')}"
