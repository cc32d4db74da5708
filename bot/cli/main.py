"""The commands and their options; what they do is imported when it is asked for, so that help comes at once."""

from __future__ import annotations

import gc
import signal
import sys
from datetime import date
from pathlib import Path
from typing import Annotated, Optional

import typer

from bot.cli import option_values
from bot.cli.failing import Failed
from bot.cli.failing import run as run_command

app = typer.Typer(
    name="okrbot",
    help="A chat bot through which a company lives its OKRs.",
    add_completion=False,
    no_args_is_help=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
imports = typer.Typer(help="Take people, teams, days or OKRs from a file: all or nothing.", rich_markup_mode=None)
deliveries = typer.Typer(help="Look at messages that could not be delivered.", rich_markup_mode=None)
app.add_typer(imports, name="import")
app.add_typer(deliveries, name="deliveries")

File = Annotated[Path, typer.Argument(help="CSV, XLSX or JSON, by its ending.", metavar="FILE", readable=False)]
JsonFile = Annotated[Path, typer.Argument(help="A JSON file in the export's shape.", metavar="FILE", readable=False)]
Key = Annotated[str, typer.Argument(help="The first column of okrbot deliveries list.", metavar="KEY")]
From = Annotated[Optional[str], typer.Option("--from", metavar="PLATFORM", help="Read them from slack, feishu or dingtalk.")]  # noqa: UP045
FirstDay = Annotated[Optional[date], typer.Option("--from", parser=option_values.first_day, metavar="DAY", help="First day; today.")]  # noqa: UP045
LastDay = Annotated[Optional[date], typer.Option("--to", parser=option_values.last_day, metavar="DAY", help="Last day; a week on.")]  # noqa: UP045
OnePerson = Annotated[Optional[str], typer.Option("--person", metavar="KEY", help="One person's messages only, each at its own moment.")]  # noqa: UP045
DryRun = Annotated[bool, typer.Option("--dry-run", help="Say what would change, store nothing.")]


def main() -> None:
    """Entry point of `okrbot`."""
    arguments = sys.argv[1:]
    command = typer.main.get_command(app)
    sys.exit(run_command(lambda: command.main(arguments or ["--help"], prog_name="okrbot", standalone_mode=False)))


@app.command("try")
def try_(
    port: Annotated[int, typer.Option(parser=option_values.port, metavar="NUMBER", help="Where the page is served.")] = 8642,
    browser: Annotated[bool, typer.Option("--browser/--no-browser", help="Open the page.")] = True,
) -> None:
    """Try the bot in a web page with a sample company."""
    from bot.cli.starting import playground

    playground(port, open_browser=browser)


@app.command()
def run() -> None:
    """Serve every platform whose credentials are set, until stopped."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))  # stopped while it starts; what serves drains first
    gc.disable()  # until it serves: what is imported stays, and looking through it over and over takes a sixth of the start
    from bot.cli.starting import serve

    serve()


@app.command()
def doctor() -> int:
    """Check settings, database and every platform; say what to mend."""
    from bot.cli.doctor import doctor as check

    return check()


@imports.command("people")
def import_people(
    file: Annotated[Optional[Path], typer.Argument(help="CSV, XLSX or JSON, by its ending.", metavar="FILE", readable=False)] = None,  # noqa: UP045
    platform: From = None,
    dry_run: DryRun = False,
) -> None:
    """Take people from a file, or from a platform's directory."""
    from bot.cli.importing import import_directory, import_file

    if platform is not None and file is None:
        import_directory(platform, dry=dry_run)
    elif file is not None and platform is None:
        import_file("people", file, dry=dry_run)
    else:
        raise Failed("name a FILE, or a platform with --from; see okrbot import people --help")


@imports.command("teams")
def import_teams(file: File, dry_run: DryRun = False) -> None:
    """Take teams, their leads and boards from a file."""
    from bot.cli.importing import import_file

    import_file("teams", file, dry=dry_run)


@imports.command("days")
def import_days(file: File, dry_run: DryRun = False) -> None:
    """Take holidays and make-up working days from a file."""
    from bot.cli.importing import import_file

    import_file("days", file, dry=dry_run)


@imports.command("okrs")
def import_okrs(file: JsonFile, dry_run: DryRun = False) -> None:
    """Take cycles, objectives, key results and check-ins from a file."""
    from bot.cli.importing import import_file

    import_file("okrs", file, dry=dry_run)


@imports.command("all")
def import_all(file: JsonFile, dry_run: DryRun = False) -> None:
    """Take a whole export into an empty database."""
    from bot.cli.importing import import_file

    import_file("all", file, dry=dry_run)


@app.command()
def export(
    file: Annotated[Path, typer.Argument(help="JSON (everything), CSV or XLSX, by its ending.", metavar="FILE", readable=False)],
) -> None:
    """Write everything to a file."""
    from bot.cli.exporting import export_file

    export_file(file)


@app.command()
def coach(
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a line, answered line by line.")] = False,
) -> None:
    """Read texts from standard input and say what the coach would."""
    from bot.cli.coaching import coach as advise

    advise(as_json=as_json)


@app.command()
def migrate() -> None:
    """Bring the database to this version of the program."""
    from bot.cli.database import migrate as bring_up_to_date

    bring_up_to_date()


@app.command()
def schedule(
    first: FirstDay = None,
    last: LastDay = None,
    person: OnePerson = None,
) -> None:
    """Print what will be sent when, and who is left out why."""
    from bot.cli.scheduling import schedule as print_schedule

    print_schedule(first, last, person)


@deliveries.command("list")
def deliveries_list() -> None:
    """Print what failed, or may or may not have arrived."""
    from bot.cli.delivering import list_stuck

    list_stuck()


@deliveries.command("retry")
def deliveries_retry(key: Key) -> None:
    """Send one of them again."""
    from bot.cli.delivering import retry

    retry(key)


@deliveries.command("drop")
def deliveries_drop(key: Key) -> None:
    """Give one of them up."""
    from bot.cli.delivering import drop

    drop(key)
