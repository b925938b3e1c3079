"""Fetch with npm what the page needs and does not have yet: python -m bot.sandbox.page."""

import shutil
import subprocess
import sys

from bot.sandbox.page.files import NPM, PACKAGES, missing

_FLAGS = ("--ignore-scripts", "--legacy-peer-deps", "--no-audit", "--no-fund", "--silent")


def main() -> None:
    npm = shutil.which("npm")
    if missing() and npm:
        NPM.mkdir(parents=True, exist_ok=True)
        command = [npm, "install", "--prefix", str(NPM), *_FLAGS, *PACKAGES]
        subprocess.run(command, check=False)  # noqa: S603 - npm, and words that stand here
    sys.exit(missing())


if __name__ == "__main__":
    main()
