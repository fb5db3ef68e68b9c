"""Command line of the pinned files: list, fetch, verify."""

from __future__ import annotations

from typing import Annotated

import typer

from shared.assets import TABLE, Asset, AssetError, fetch, is_valid
from shared.config import SharedSettings

app = typer.Typer(help="The pinned files that this repository downloads.", no_args_is_help=True)


@app.command("list")
def list_assets() -> None:
    """Show every file with its version, size, licence, and whether it is here."""
    folder = SharedSettings().assets_dir
    width = max(len(asset.name) for asset in TABLE)
    for asset in TABLE:
        state = "present" if (folder / asset.filename).is_file() else "absent"
        typer.echo(f"{asset.name:{width}}  {asset.version}  {_size(asset):>9}  {state:7}  {asset.licence}")


@app.command("fetch")
def fetch_assets(names: Annotated[list[str], typer.Argument(help="names as shown by list")]) -> None:
    """Fetch files that are not here yet and print where they are."""
    settings = SharedSettings()
    for name in names:
        try:
            typer.echo(fetch(name, folder=settings.assets_dir, mirror=settings.asset_mirror))
        except AssetError as error:
            typer.echo(error, err=True)
            raise typer.Exit(1) from None


@app.command("verify")
def verify_assets() -> None:
    """Check the SHA-256 of every file that is here; exit with 1 when one is wrong."""
    folder = SharedSettings().assets_dir
    present = [asset for asset in TABLE if (folder / asset.filename).is_file()]
    wrong = [asset for asset in present if not is_valid(asset, folder / asset.filename)]
    for asset in present:
        typer.echo(f"{'WRONG' if asset in wrong else 'ok':5}  {folder / asset.filename}")
    typer.echo(f"{len(present)} of {len(TABLE)} files present, {len(wrong)} wrong")
    raise typer.Exit(1 if wrong else 0)


def _size(asset: Asset) -> str:
    return "?" if asset.size is None else f"{asset.size / 1e6:.2f} MB"


if __name__ == "__main__":
    app(prog_name="python -m shared.assets")
