"""Errors in the words of Microsoft Graph.

Two services answer: the directory, and the authentication methods service, which writes its codes
in lower camel case and repeats the message in the inner error.
"""

from datetime import datetime
from typing import Any


class GraphError(Exception):
    """An answer other than 2xx; `methods` says that the authentication methods service spoke."""

    def __init__(self, status: int, code: str, message: str, *, methods: bool = False) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message
        self.methods = methods

    def envelope(self, now: datetime, request_id: str, client_request_id: str) -> dict[str, Any]:
        inner = {"message": self.message} if self.methods else {}
        inner |= {
            "date": now.strftime("%Y-%m-%dT%H:%M:%S"),
            "request-id": request_id,
            "client-request-id": client_request_id,
        }
        return {"error": {"code": self.code, "message": self.message, "innerError": inner}}


def bad_request(message: str) -> GraphError:
    return GraphError(400, "Request_BadRequest", message)


def unsupported(message: str) -> GraphError:
    return GraphError(400, "Request_UnsupportedQuery", message)


def unreadable(message: str) -> GraphError:
    """Graph's own gateway did not get as far as a service."""
    return GraphError(400, "BadRequest", message)


def unauthenticated(message: str) -> GraphError:
    return GraphError(401, "InvalidAuthenticationToken", message)


def denied() -> GraphError:
    message = "Insufficient privileges to complete the operation."
    return GraphError(403, "Authorization_RequestDenied", message)


def methods_denied(message: str = "Request Authorization failed") -> GraphError:
    return GraphError(403, "accessDenied", message, methods=True)


def not_found(name: str) -> GraphError:
    message = (
        f"Resource '{name}' does not exist or one of its queried reference-property objects "
        "are not present."
    )
    return GraphError(404, "Request_ResourceNotFound", message)


def methods_not_found() -> GraphError:
    return GraphError(404, "resourceNotFound", "Resource not found.", methods=True)


def methods_bad_request(message: str) -> GraphError:
    return GraphError(400, "badRequest", message, methods=True)


def method_not_allowed() -> GraphError:
    message = "Specified HTTP method is not allowed for the request target."
    return GraphError(405, "Request_BadRequest", message)


def needs_consistency_level(what: str) -> GraphError:
    """Return the refusal of a query that is answered from the index, asked without saying so."""
    if what == "$search":
        return unsupported(
            "Request with $search query parameter only works through MSGraph with a special "
            "request header: 'ConsistencyLevel: eventual'"
        )
    return unsupported(
        f"{what} is not supported because the required parameters might be missing. Try adding "
        "$count=true query parameter and ConsistencyLevel:eventual header."
    )
