"""The use cases, put together, and the desk that answers people with them."""

from dataclasses import dataclass

from bot.domain.rules import Desk, Pace
from bot.graph.directory import GraphDirectory
from bot.graph.passes import GraphPasses
from bot.service.clicks import Clicks
from bot.service.confirming import Confirming
from bot.service.decisions import Decisions
from bot.service.inquiry import Inquiries
from bot.service.issuing import Issuing
from bot.service.making import Making
from bot.service.own_requests import OwnRequests
from bot.service.points import Watch
from bot.service.reach import Reach
from bot.service.rechecking import Rechecking
from bot.service.requests import Requests
from bot.service.revealing import Revealing
from bot.service.steering import Steering
from bot.service.taking_back import TakingBack
from bot.service.upkeep import Upkeep
from bot.service.views import Views
from bot.store.sql_store import SqlStore
from bot.teams.deciding import DecidingDesk
from bot.teams.front_desk import FrontDesk
from bot.teams.notifier import TeamsNotifier
from bot.teams.own_desk import OwnDesk
from bot.teams.revealing import RevealingDesk


@dataclass(frozen=True, slots=True)
class Means:
    """What every use case works with."""

    directory: GraphDirectory
    store: SqlStore
    passes: GraphPasses
    notifier: TeamsNotifier
    desk: Desk
    pace: Pace
    watch: Watch


@dataclass(frozen=True, slots=True)
class UseCases:
    front_desk: FrontDesk
    issuing: Issuing
    revealing: Revealing
    upkeep: Upkeep


def use_cases(given: Means) -> UseCases:
    store, desk, pace, watch = given.store, given.desk, given.pace, given.watch
    views = Views(store, given.notifier, pace, watch, desk.language)
    making = Making(store, given.passes, views, pace, watch)
    rechecking = Rechecking(given.directory, store, making, desk)
    issuing = Issuing(store, rechecking, making, given.notifier, views, desk, pace, watch)
    revealing = Revealing(store, given.passes, rechecking, making, desk, pace, watch)
    return UseCases(
        front_desk=_front_desk(given, views, issuing, revealing),
        issuing=issuing,
        revealing=revealing,
        upkeep=Upkeep.of(store, given.passes, issuing, revealing, pace, watch),
    )


def _front_desk(given: Means, views: Views, issuing: Issuing, revealing: Revealing) -> FrontDesk:
    directory, store, desk, watch = given.directory, given.store, given.desk, given.watch
    inquiries = Inquiries(store, Reach(store, given.notifier), desk)
    clicks = Clicks(store, views, watch)
    decisions = Decisions(directory, store, given.notifier, clicks, issuing, desk, given.pace)
    return FrontDesk(
        Requests(directory, store, inquiries, views, desk, watch),
        DecidingDesk(decisions, Confirming(directory, clicks), store),
        RevealingDesk(revealing),
        OwnDesk(OwnRequests(directory, store), TakingBack(directory, clicks, given.passes, desk)),
        Steering(directory, store, views, desk),
    )
