"""The words for refusals by the desk's own rules, and by what a decision needs."""

from bot.domain import refusals as no
from bot.domain import rule_refusals as by_rule
from bot.messages.language import Sentence
from bot.messages.quoting import short
from bot.messages.refusals import refusal
from bot.messages.times import instant, lifetime


@refusal.register
def _(refused: no.NoRule) -> str:
    return Sentence(
        "Your desk's rules do not permit a pass for {target} now. "
        "Your administrator knows who may ask, and when."
    ).format(target=short(refused.target.name))


@refusal.register
def _(refused: by_rule.ReasonUnlike) -> str:
    return Sentence(
        "The reason must have in it what your organisation asks for, such as a ticket's number "
        "(pattern {pattern}). Please add it."
    ).format(pattern=short(refused.pattern))


@refusal.register
def _(refused: by_rule.TooLongForRule) -> str:
    return Sentence(
        "A lifetime of {lifetime} is longer than your desk's rules permit. "
        "Please choose {longest} or less."
    ).format(lifetime=lifetime(refused.lifetime), longest=lifetime(refused.longest))


@refusal.register
def _(_: by_rule.OneTimeByRule) -> str:
    return str(
        Sentence(
            "Your desk's rules permit passes for one sign-in only. "
            "Please ask for a pass that can be used once."
        )
    )


@refusal.register
def _(refused: no.NoManager) -> str:
    if refused.unreachable is not None:
        return Sentence(
            "{manager}, the manager of {target}, has to confirm, and the bot cannot write to them "
            "in Teams. Please ask them to add the bot's app, then try again."
        ).format(manager=short(refused.unreachable.name), target=short(refused.target.name))
    return Sentence(
        "The manager of {target} has to confirm, and there is none in Microsoft Entra who could. "
        "Please ask your administrator to enter one."
    ).format(target=short(refused.target.name))


@refusal.register
def _(refused: no.PassExists) -> str:
    return Sentence(
        "{target} has a pass already, from {since} until {until}. Please wait until it has ended, "
        "or ask an administrator to delete it."
    ).format(
        target=short(refused.target.name),
        since=instant(refused.since),
        until=instant(refused.until),
    )


@refusal.register
def _(refused: no.LimitReached) -> str:
    window = lifetime(refused.window)
    if refused.target is not None:
        return Sentence(
            "{target} was asked for {most} times within {window}, which is the limit. "
            "Please try again later."
        ).format(target=short(refused.target.name), most=refused.most, window=window)
    return Sentence(
        "You have asked {most} times within {window}, which is the limit. Please try again later."
    ).format(most=refused.most, window=window)


@refusal.register
def _(refused: no.NotConfirmed) -> str:
    return Sentence(
        "{manager} has to confirm this request first. You can approve it after that."
    ).format(manager=short(refused.manager.name))


@refusal.register
def _(refused: no.VoterGone) -> str:
    return Sentence(
        "{voter} approved this, but may not decide any more. The requester has to ask again."
    ).format(voter=short(refused.voter.name))
