"""Bring the catalogues up to date with the code, and say what they lack."""

import click

from tests.messages.catalogues import TRANSLATED, bring_up_to_date, missing

for language in TRANSLATED:
    lacking = missing(bring_up_to_date(language))
    click.echo(f"{language}: {len(lacking)} to translate")
    for words in lacking:
        click.echo(f"    {words}")
