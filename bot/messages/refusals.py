"""One answer for each refusal: what is the matter, and what to do about it."""

from functools import singledispatch

from bot.domain import refusals as no
from bot.domain.misreadings import Misreading
from bot.domain.refusals import Refusal
from bot.domain.request import State
from bot.messages.language import Sentence, counted
from bot.messages.misreadings import misreading
from bot.messages.quoting import quoted, short
from bot.messages.times import instant, lifetime

_ALWAYS_THE_SAME: dict[type[Refusal], Sentence] = {
    no.NotRequester: Sentence(
        "Your account may not ask for passes. "
        "If it should, ask your administrator to add you to the requesters."
    ),
    no.NotForYourself: Sentence(
        "You cannot ask for a pass for yourself. Please let a colleague ask for you."
    ),
    no.PassesDisabled: Sentence(
        "Temporary access passes are switched off in your organisation. "
        "Your administrator can switch them on."
    ),
    no.OneTimeOnly: Sentence(
        "Your organisation permits passes for one sign-in only. "
        "Please ask for a pass that can be used once."
    ),
    no.NoSuchRequest: Sentence(
        "This request cannot be found. Type /tap status to see your requests."
    ),
    no.NotApprover: Sentence(
        "Only approvers can decide this. "
        "If you should be one, ask your administrator to add you to the approvers."
    ),
    no.OwnRequest: Sentence("You asked for this pass yourself, so another approver has to decide."),
    no.OwnPass: Sentence("This pass would be your own, so another approver has to decide."),
    no.AlreadyVoted: Sentence("You have approved this already. It waits for one more approver."),
    no.Lapsed: Sentence("This request has lapsed. The requester can try again."),
    no.CannotAnswerYou: Sentence(
        "The bot could not tell you the outcome. Please add the bot's app in Teams, then ask again."
    ),
    no.CannotReachYou: Sentence(
        "The bot cannot write to you privately, and the code must go to you alone. "
        "Please add the bot's app in Teams, then approve again."
    ),
    no.ReasonNeeded: Sentence(
        "Please add --reason, and why the pass is needed, such as a lost phone."
    ),
    no.NotVerified: Sentence(
        "Please choose first how you made sure that the caller is who they say they are."
    ),
    no.NotYet: Sentence("This pass starts later. It is made shortly before that."),
    no.NotPaused: Sentence("Passes are not paused, so there is nothing to resume."),
    no.NotToTryAgain: Sentence(
        "Only a request that failed, lapsed or was revoked can be tried again, "
        "and only by the person who asked."
    ),
    no.NotAGroupConversation: Sentence(
        "Type /tap here in a channel or group chat, where the approvers can see requests."
    ),
}

_CLOSED = {
    State.PENDING: Sentence("is still open"),
    State.DENIED: Sentence("was denied"),
    State.CANCELLED: Sentence("was cancelled"),
    State.LAPSED: Sentence("has lapsed"),
    State.FAILED: Sentence("has failed"),
}

_WAS_APPROVED = Sentence("was approved")
_DECIDED = Sentence("This request {closed}, so there is nothing left to decide.")
_DECIDED_BY = Sentence("{by} was faster: the request {closed}.")
_USE_THE_ADDRESS = Sentence("Please use the sign-in address, such as user@contoso.com.")
_NOBODY_REACHED = Sentence(
    "The bot cannot reach any approver in Teams. "
    "Please ask an approver to add the bot's app, then try again."
)
_NOBODY_DECIDES = Sentence(
    "There is no approver besides you and the person the pass is for. "
    "Please ask your administrator to add one."
)
_FEW_REACHED = Sentence(
    "{needed} approvers have to decide, and the bot cannot reach so many in Teams. "
    "Please ask approvers to add the bot's app, then try again."
)
_FEW_DECIDE = Sentence(
    "{needed} approvers have to decide, and there are not so many besides you and the person the "
    "pass is for. Please ask your administrator to add some."
)
_OUTSIDE_POLICY = Sentence("{lifetime} is not a lifetime your organisation permits.")
_OUTSIDE_MICROSOFT = Sentence("{lifetime} is not a lifetime Microsoft permits.")
_LIFETIMES_BETWEEN = Sentence("Please choose between {shortest} and {longest}.")
_ONE_LIFETIME = Sentence("Please choose {shortest}.")


@singledispatch
def refusal(refused: Refusal) -> str:
    """The sentence for one refusal. A type without words is a defect, and a KeyError."""
    return str(_ALWAYS_THE_SAME[type(refused)])


refusal.register(Misreading, misreading)


@refusal.register
def _(refused: no.NoSuchPerson) -> str:
    return Sentence(
        "Nobody called {name} was found. "
        "Please check the spelling, or type /tap alone and pick the person."
    ).format(name=quoted(refused.identity))


@refusal.register
def _(refused: no.AmbiguousName) -> str:
    people = counted(
        "{count} person is called {name}.",
        "{count} people are called {name}.",
        refused.count,
        name=quoted(refused.name),
    )
    return f"{people} {_USE_THE_ADDRESS}"


@refusal.register
def _(refused: no.TargetRefused) -> str:
    return Sentence(
        "{target} cannot get a pass from this bot. Please ask your administrator for another way."
    ).format(target=short(refused.target.name))


@refusal.register
def _(refused: no.TargetBusy) -> str:
    return Sentence(
        "There is an open request for {target} already. Please wait for its outcome."
    ).format(target=short(refused.target.name))


@refusal.register
def _(refused: no.NoApprover) -> str:
    if refused.needed > 1:
        few = _FEW_REACHED if refused.anyone_exists else _FEW_DECIDE
        return few.format(needed=refused.needed)
    return str(_NOBODY_REACHED if refused.anyone_exists else _NOBODY_DECIDES)


@refusal.register
def _(refused: no.LifetimeOutside) -> str:
    outside = _OUTSIDE_POLICY if refused.by_policy else _OUTSIDE_MICROSOFT
    choice = _ONE_LIFETIME if refused.shortest == refused.longest else _LIFETIMES_BETWEEN
    said = outside.format(lifetime=lifetime(refused.lifetime))
    shortest, longest = lifetime(refused.shortest), lifetime(refused.longest)
    return f"{said} {choice.format(shortest=shortest, longest=longest)}"


@refusal.register
def _(refused: no.StartInPast) -> str:
    return Sentence(
        "The start has passed: {start}. Please choose a later time, or none to start at once."
    ).format(start=instant(refused.start))


@refusal.register
def _(refused: no.OutsidePolicy) -> str:
    target = short(refused.target.name)
    if refused.excluded:
        return Sentence(
            "{target} is in a group that your organisation's policy excludes from temporary access "
            "passes. An Authentication Policy Administrator can change that in Microsoft Entra."
        ).format(target=target)
    return Sentence(
        "{target} is in no group that your organisation's policy includes for temporary access "
        "passes. An Authentication Policy Administrator can change that in Microsoft Entra."
    ).format(target=target)


@refusal.register
def _(refused: no.ReasonTooLong) -> str:
    return counted(
        "The reason is too long. Please use at most {count} character.",
        "The reason is too long. Please use at most {count} characters.",
        refused.longest,
    )


@refusal.register
def _(refused: no.Paused) -> str:
    return Sentence(
        "{by} paused all passes on {since}. "
        "Nothing can be approved until an approver types /tap resume."
    ).format(by=short(refused.by), since=instant(refused.since))


@refusal.register
def _(refused: no.AlreadyDecided) -> str:
    closed = _CLOSED.get(refused.state, _WAS_APPROVED)
    if refused.by is None:
        return _DECIDED.format(closed=closed)
    return _DECIDED_BY.format(by=short(refused.by.name), closed=closed)


@refusal.register
def _(refused: no.RequesterGone) -> str:
    return Sentence(
        "{requester} may not ask for passes any more. Another requester has to ask again."
    ).format(requester=short(refused.requester.name))
