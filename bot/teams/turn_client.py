"""What botbuilder asks for around a turn, over our own connector."""

from typing import NoReturn

from botbuilder.schema import Activity, ResourceResponse
from botframework.connector.auth import (
    BotFrameworkAuthentication,
    ClaimsIdentity,
    ConnectorFactory,
)

from bot.teams.connector import Connector


class TurnClient:
    """The part of botbuilder's ConnectorClient that turns use, for one service URL."""

    def __init__(self, connector: Connector, service_url: str) -> None:
        self.conversations = self
        self._connector = connector
        self._service_url = service_url

    async def send_to_conversation(
        self, conversation_id: str, activity: Activity
    ) -> ResourceResponse:
        activity_id = await self._connector.send(
            self._service_url, conversation_id, activity.serialize()
        )
        return ResourceResponse(id=activity_id)

    async def reply_to_activity(
        self, conversation_id: str, _activity_id: str, activity: Activity
    ) -> ResourceResponse:
        return await self.send_to_conversation(conversation_id, activity)

    async def update_activity(
        self, conversation_id: str, activity_id: str, activity: Activity
    ) -> ResourceResponse:
        await self._connector.update(
            self._service_url, conversation_id, activity_id, activity.serialize()
        )
        return ResourceResponse(id=activity_id)

    async def delete_activity(self, conversation_id: str, activity_id: str) -> None:
        await self._connector.delete(self._service_url, conversation_id, activity_id)


class Connectors(ConnectorFactory):
    def __init__(self, connector: Connector) -> None:
        self._connector = connector

    async def create(self, service_url: str, _audience: str) -> TurnClient:
        return TurnClient(self._connector, service_url)


class Authentication(BotFrameworkAuthentication):
    """Hands out connectors; whom to believe was decided by Ingress."""

    def __init__(self, factory: Connectors) -> None:
        self._factory = factory

    async def authenticate_request(self, _activity: Activity, _auth_header: str) -> NoReturn:
        raise PermissionError("only Ingress lets activities in")

    async def authenticate_streaming_request(self, _auth_header: str, _channel: str) -> NoReturn:
        raise PermissionError("only Ingress lets activities in")

    def create_connector_factory(self, _claims_identity: ClaimsIdentity) -> Connectors:
        return self._factory

    async def create_user_token_client(self, _claims_identity: ClaimsIdentity) -> None:
        """Nobody signs in to this bot."""
