"""The verbs about matters: matters, matter, changes, and what people decide about them."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, get_args

import click

from reportedly.model import Status
from reportedly.serve.options import paste
from reportedly.serve.party_commands import by_option, reason_option
from reportedly.serve.record_commands import UNBOUNDED, db_option, json_option, print_json, print_table, replace_letters

if TYPE_CHECKING:
    from collections.abc import Iterator

    from reportedly.store import Record
    from reportedly.store.decisions import DecisionKind
    from reportedly.store.matters import MatterChange, MatterSummary

STATUSES = get_args(Status)
SHOWN = 50  # matters in a table, and those loaded at a time
HEADINGS = ("matter", "title", "status", "credibility", "for", "against", "articles", "changed")


@click.command(epilog=paste("reportedly matters --db desk.db --status contested"))
@click.argument("words", metavar="[WORDS]", required=False, default="")
@db_option
@click.option("--status", type=click.Choice(STATUSES), help="Only matters of this status.")
@click.option("--party", metavar="PART", help="Only those on which a party says something whose name holds this.")
@click.option("--place", metavar="PART", help="Only those at a place whose name holds this.")
@click.option("--since", metavar="DAY", help="Changed on this day (YYYY-MM-DD, UTC) or later.")
@click.option("--until", metavar="DAY", help="Changed on this day or earlier.")
@click.option("--limit", type=click.IntRange(1), help="At most so many; unless given 50 in a table, all with --json.")
@click.option("--rebuild", is_flag=True, help="Weigh all articles anew first; nothing that was decided is lost.")
@json_option
def matters(db: str, as_json: bool, rebuild: bool, limit: int | None, **query: Any) -> None:
    """List the matters of a record, those that changed last first; WORDS must be in the title.

    What came since it was done last is weighed before. "for" and "against" count independent origins. With --json, one
    whole matter a line.
    """
    from reportedly.store.matters import MatterQuery, load_matters

    if limit is None and not as_json:
        limit = SHOWN
    with _weighed(db, rebuild=rebuild) as record:
        found = record.matters(MatterQuery(limit=limit, **query))
        for at in range(0, len(found) if as_json else 0, SHOWN):
            part = found[at : at + SHOWN]
            with record.looking() as connection:
                whole = load_matters(connection, [one.id for one in part])
            print_json([whole[one.id] for one in part if one.id in whole])
    if as_json:
        return
    if found:
        print_table(HEADINGS, map(_matter_cells, found))
        if len(found) == limit:
            click.echo(f"There may be more than {limit}: see --limit.", err=True)
    else:
        click.echo("No matters found.", err=True)


@click.command(epilog=paste("reportedly matter mat-1f3a --db desk.db"))
@click.argument("matter_id", metavar="ID")
@db_option
@json_option
def matter(matter_id: str, db: str, as_json: bool) -> None:
    """Print one matter: its status and why, positions by side, statements, lineage, figures, losses and history.

    ID may be the beginning of an id, or an id that the matter had earlier.
    """
    with _weighed(db) as record:
        found = record.matter(matter_id)
    if as_json:
        print_json([found])
        return
    from reportedly.serve.matter_table import print_matter
    from reportedly.serve.table import make_screen

    replace_letters()
    screen = make_screen(sys.stdout)
    if not screen.is_terminal:
        screen.width = UNBOUNDED
    print_matter(found, screen)


@click.command(epilog=paste("reportedly changes --since 2031-05-01 --db desk.db"))
@db_option
@click.option("--since", metavar="DAY", required=True, help="On this day (YYYY-MM-DD, UTC) or later.")
@click.option("--until", metavar="DAY", help="On this day or earlier.")
@click.option("--limit", type=click.IntRange(1), help="At most so many.")
@json_option
def changes(db: str, as_json: bool, since: str, until: str | None, limit: int | None) -> None:
    """List what changed in the matters of a record, the newest first: new origins, denials, figures, turns.

    Days are those of what was said, not of when it was read.
    """
    with _weighed(db) as record:
        found = record.changes(since=since, until=until, limit=limit)
    if as_json:
        print_json(found)
    elif found:
        print_table(("at", "matter", "title", "what"), map(_change_cells, found))
    else:
        click.echo("Nothing changed.", err=True)


@click.group(epilog=paste("reportedly decide same-origin att-1f3a att-77b0 --by Ada --reason 'one call' --db desk.db"))
def decide() -> None:
    """Decide what is one matter, and what goes back to one origin, for good: it outranks every rule.

    Ids may be shortened; `reportedly matter ID` shows those of statements. `reportedly undo` takes a decision back,
    `reportedly decisions` lists them.
    """


def _verb(name: str, kind: DecisionKind, *, metavar: str, example: str, doc: str) -> None:
    """Add a verb that decides."""

    @decide.command(name, help=doc, epilog=paste(f"reportedly decide {name} {example} --db desk.db"))
    @click.argument("ids", metavar=metavar, nargs=-1, required=True)
    @db_option
    @by_option
    @reason_option
    def verb(db: str, ids: tuple[str, ...], by: str, reason: str) -> None:
        from reportedly.store.decisions import decide as keep

        with _weighed(db) as record, record.writing() as connection:
            number = keep(connection, kind=kind, subject=ids, by=by, reason=reason)
        click.echo(f"Decision {number} is kept. To take it back: reportedly undo {number} --db {db}", err=True)


_verb(
    "merge-matters", "merge matters", metavar="MATTER...", example="mat-1f3a mat-77b0 --by Ada --reason 'one strike'",
    doc="Decide that matters are one.",
)  # fmt: skip
_verb(
    "split-matter", "split matter", metavar="MATTER STATEMENT...",
    example="mat-1f3a att-9c21 --by Ada --reason 'another bridge'",
    doc="Decide that statements are not on a matter: together they become another.",
)  # fmt: skip
_verb(
    "same-origin", "same origin", metavar="STATEMENT...", example="att-1f3a att-77b0 --by Ada --reason 'one call'",
    doc="Decide that statements go back to one origin.",
)  # fmt: skip
_verb(
    "different-origins", "different origins", metavar="STATEMENT...",
    example="att-1f3a att-77b0 --by Ada --reason 'two callers'",
    doc="Decide that no two of the statements share an origin.",
)  # fmt: skip

MATTER_COMMANDS = (decide, matters, matter, changes)


@contextmanager
def _weighed(db: str, *, rebuild: bool = False) -> Iterator[Record]:
    """A record that is there, with all that is in it weighed."""
    from reportedly.pipeline.weighing import weigh_record
    from reportedly.store import Record

    with Record(db, create=False) as record:
        weigh_record(record, rebuild=rebuild, progress=None)
        yield record


def _matter_cells(one: MatterSummary) -> Iterable[Any]:
    return (
        one.id, one.title, one.status, one.credibility, one.affirming_origins, one.denying_origins, one.n_articles,
        one.changed_at,
    )  # fmt: skip


def _change_cells(one: MatterChange) -> Iterable[Any]:
    return (one.at, one.matter_id, one.title, one.what)
