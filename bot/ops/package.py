"""`python app.py package`: the Teams app as a zip, ready to be uploaded."""

from pathlib import Path

import click
from dotenv import load_dotenv

from bot.config import Settings, SettingsProblem, read_settings
from bot.ops.teams_app import PackageInvalid, Publisher, filled_manifest, packed


@click.command()
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    required=True,
    help="The zip to write.",
)
@click.option("--organisation", help="Who gives the app out, instead of TAP_ORGANISATION.")
@click.option("--domain", help="The organisation's web site, instead of TAP_DOMAIN.")
def package(out: Path, organisation: str | None, domain: str | None) -> None:
    """Write the Teams app, made from the settings, as a zip to upload."""
    load_dotenv(".env")
    try:
        settings = read_settings()
        manifest = filled_manifest(settings.app_id, _publisher(settings, organisation, domain))
        out.write_bytes(packed(manifest))
    except SettingsProblem as problem:
        raise click.ClickException("; ".join(problem.problems)) from None
    except PackageInvalid as problem:
        raise click.ClickException(f"Teams would not take the package: {problem}.") from None
    except OSError as error:
        raise click.ClickException(f"{out} cannot be written ({error.strerror}).") from None
    click.echo(f"{out}: {manifest['name']['short']} {manifest['version']} for {settings.app_id}")


def _publisher(settings: Settings, organisation: str | None, domain: str | None) -> Publisher:
    organisation, domain = organisation or settings.organisation, domain or settings.domain
    if not organisation or not domain:
        raise click.ClickException(
            "Teams shows who gives the app out: set TAP_ORGANISATION and TAP_DOMAIN, "
            "or say --organisation and --domain."
        )
    return Publisher(organisation, domain)
