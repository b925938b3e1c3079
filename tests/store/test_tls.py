"""`sslmode` in the address means what it means to every program that speaks to PostgreSQL."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import trustme
from sqlalchemy import make_url, text

from bot.ports import Trouble
from bot.store.engines import open_engines
from bot.store.failures import StoreFailed, StoreUnusable, told_as_failure
from tests.store.tls_front import tls_front


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture
async def port(postgresql: str, authority: trustme.CA) -> AsyncIterator[int]:
    """Of a PostgreSQL whose certificate is for localhost."""
    async with tls_front(make_url(postgresql), authority, "localhost") as port:
        yield port


@pytest.fixture
def trusted(tmp_path: Path, authority: trustme.CA) -> Path:
    authority.cert_pem.write_to_path(tmp_path / "trusted.pem")
    return tmp_path / "trusted.pem"


@pytest.fixture
def strange(tmp_path: Path) -> Path:
    trustme.CA().cert_pem.write_to_path(tmp_path / "strange.pem")
    return tmp_path / "strange.pem"


async def connect(postgresql: str, host: str, port: int, mode: str, root: Path) -> None:
    """Raises StoreFailed."""
    there = make_url(postgresql)
    address = there.set(
        host=host, port=port, query={"sslmode": mode, "sslrootcert": str(root)}
    ).render_as_string(hide_password=False)
    engines = open_engines(address)
    try:
        with told_as_failure():
            async with engines.writer.begin() as conn:
                await conn.execute(text("SELECT 1"))
    finally:
        await engines.close()


@pytest.mark.parametrize(
    ("mode", "host"),
    [
        ("require", "127.0.0.1"),
        ("verify-ca", "127.0.0.1"),
        ("verify-ca", "localhost"),
        ("verify-full", "localhost"),
    ],
)
async def test_a_server_that_proves_enough_is_connected_to(
    postgresql: str, port: int, trusted: Path, mode: str, host: str
) -> None:
    await connect(postgresql, host, port, mode, trusted)


async def test_verify_full_wants_the_name_of_the_server_too(
    postgresql: str, port: int, trusted: Path
) -> None:
    with pytest.raises(StoreFailed) as failed:
        await connect(postgresql, "127.0.0.1", port, "verify-full", trusted)

    assert failed.value.trouble is Trouble.RECORDS


@pytest.mark.parametrize("mode", ["verify-ca", "verify-full"])
async def test_a_server_of_another_authority_is_not_connected_to(
    postgresql: str, port: int, strange: Path, mode: str
) -> None:
    with pytest.raises(StoreFailed):
        await connect(postgresql, "localhost", port, mode, strange)


async def test_disable_does_not_even_ask_for_tls(postgresql: str, port: int, trusted: Path) -> None:
    with pytest.raises(StoreFailed):
        await connect(postgresql, "localhost", port, "disable", trusted)


@pytest.mark.parametrize("mode", ["verify_full", "full", "VERIFY-FULL"])
def test_a_mode_that_there_is_not_is_told_in_a_sentence(mode: str) -> None:
    with pytest.raises(StoreUnusable, match=r"^sslmode is one of disable, .*verify-full, not"):
        open_engines(f"postgresql://bot:opens-nothing@host/tap?sslmode={mode}")
