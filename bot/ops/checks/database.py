"""Whether the database is there, and has the tables of this version."""

from bot.ops.checks.finding import Finding, fine, problem
from bot.ports import Failure
from bot.store.condition import Condition, Records
from bot.store.failures import StoreUnusable

NAME = "database"
_MIGRATE = "Run `python app.py migrate`, with the role that owns the tables."

# SQLite is brought up to date by the bot itself when it starts, PostgreSQL is not.
_AT_START = {
    Condition.EMPTY: fine(NAME, "The database is new; the bot makes its tables when it starts."),
    Condition.OLDER: fine(NAME, "The database is an older version's; the bot updates it at start."),
}
_USUALLY = {
    Condition.READY: fine(NAME, "The database has the tables of this version."),
    Condition.EMPTY: problem(NAME, "The database has no tables yet.", _MIGRATE),
    Condition.OLDER: problem(NAME, "The database has the tables of an older version.", _MIGRATE),
    Condition.NEWER: problem(
        NAME,
        "The database was last used by a newer version of the bot.",
        "Install that version, or name another DATABASE_URL.",
    ),
}


def check_database(found: Records | StoreUnusable | Failure) -> Finding:
    if isinstance(found, StoreUnusable):
        return problem(NAME, str(found), "Correct DATABASE_URL.")
    if isinstance(found, Failure):
        remedy = "Is it running, and are host, name and password of DATABASE_URL right?"
        return problem(NAME, "The database gives no answer.", remedy)
    judged = _USUALLY | (_AT_START if found.migrates_itself else {})
    return judged[found.condition]
