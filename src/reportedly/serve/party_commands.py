"""The verbs about parties across articles, what people decided about them, and the evidence."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any, BinaryIO

import click

from reportedly.serve.options import DONE, STOPPED, paste
from reportedly.serve.record_commands import db_option, json_option, print_json, print_table

if TYPE_CHECKING:
    from reportedly.store import Record
    from reportedly.store.decisions import Decision, DecisionKind
    from reportedly.store.known_parties import KnownParty, KnownStatement

by_option = click.option("--by", metavar="NAME", required=True, help="Who decides.")
reason_option = click.option("--reason", metavar="TEXT", required=True, help="Why, for whoever asks later.")


@click.command(epilog=paste("reportedly parties --db desk.db"))
@db_option
@click.option("--name", metavar="PART", help="Only those whose name holds this.")
@click.option("--limit", type=click.IntRange(1), default=50, show_default=True, help="At most so many.")
@json_option
def parties(db: str, as_json: bool, name: str | None, limit: int) -> None:
    """List the parties of a record, joined across its articles, those with the most statements first."""
    from reportedly.store.known_parties import list_parties

    with _open(db) as record, record.joined() as connection:
        found = list_parties(connection, name=name, limit=limit)
    if as_json:
        print_json(found)
    else:
        print_table(("party", "name", "role", "side", "country", "statements", "articles"), map(_party_cells, found))


@click.command(epilog=paste("reportedly party 'Harbour Office' --db desk.db"))
@click.argument("name", metavar="NAME")
@db_option
@json_option
def party(db: str, as_json: bool, name: str) -> None:
    """Print all that a party said, day by day, and why its mentions in the articles are taken for one party.

    NAME is its name, a part of it, or its id.
    """
    from reportedly.store.known_parties import find_party, members_of, statements_of

    with _open(db) as record, record.joined() as connection:
        found = find_party(connection, name)
        said = statements_of(connection, found.id)
        members = members_of(connection, found.id)
    if as_json:
        print_json([{"party": found, "statements": said, "members": members}])
        return
    print_table(("party", "name", "role", "side", "country", "statements", "articles"), map(_party_cells, [found]))
    click.echo()
    print_table(("day", "publisher", "stance", "said", "article"), map(_statement_cells, said))
    click.echo()
    names = ("article", "party there", "name there", "joined because")
    print_table(names, ((m.article_id, m.party_id, m.name, m.reason) for m in members))


@click.command(epilog=paste("reportedly merge kp-1f3a kp-77b0 --by Ada --reason 'one office' --db desk.db"))
@click.argument("names", metavar="PARTY...", nargs=-1, required=True)
@db_option
@by_option
@reason_option
def merge(db: str, names: tuple[str, ...], by: str, reason: str) -> None:
    """Decide that parties are one, for good: it outranks every rule, for articles that are still to come too.

    A PARTY is an id or a name as `reportedly parties` lists them, or ARTICLE/PARTY for a party of one article.
    """
    _decide(db, "merge parties", names, by=by, reason=reason)


@click.command(epilog=paste("reportedly split kp-1f3a art-9c/pty-2 --by Ada --reason 'namesakes' --db desk.db"))
@click.argument("names", metavar="PARTY...", nargs=-1, required=True)
@db_option
@by_option
@reason_option
def split(db: str, names: tuple[str, ...], by: str, reason: str) -> None:
    """Decide that parties are not one, for good: what the later ones name is taken out of the first."""
    _decide(db, "split parties", names, by=by, reason=reason)


@click.command(epilog=paste("reportedly undo 3 --by Ada --reason 'was right before' --db desk.db"))
@click.argument("number", type=click.IntRange(1))
@db_option
@by_option
@reason_option
def undo(db: str, number: int, by: str, reason: str) -> None:
    """Take a decision back; both stay in the list of decisions."""
    from reportedly.store.decisions import undo as take_back

    with _open(db) as record, record.writing() as connection:
        take_back(connection, number, by=by, reason=reason)
    click.echo(f"Decision {number} is undone.", err=True)


@click.command(epilog=paste("reportedly decisions --db desk.db"))
@db_option
@json_option
def decisions(db: str, as_json: bool) -> None:
    """List what people decided: who, when, why, and whether it holds."""
    from reportedly.store.decisions import list_decisions

    with _open(db) as record, record.looking() as connection:
        found = list_decisions(connection)
    if as_json:
        print_json(found)
    else:
        print_table(("number", "decided", "what", "about", "by", "reason", "holds"), map(_decision_cells, found))


@click.command(epilog=paste("reportedly verify --db desk.db"))
@db_option
def verify(db: str) -> None:
    """Check a record: its log, its bytes, its texts, and that every span lies in its text.

    What does not hold is named, one line each; the exit status is 1 then, and 0 when all holds.
    """
    from reportedly.store.verify import verify as check

    count = 0
    with _open(db) as record:
        for finding in check(record):
            count += 1
            click.echo(": ".join(part for part in (finding.where, finding.article_id, finding.problem) if part))
    click.echo(f"{count:,} things do not hold." if count else "All holds.", err=True)
    sys.exit(STOPPED if count else DONE)


@click.command(epilog=paste("reportedly evidence art-1f3a --warc art.warc.gz --db desk.db"))
@click.argument("article_id", metavar="ID")
@db_option
@click.option("--warc", metavar="FILE", type=click.File("wb"), required=True, help="Where to write it.")
def evidence(db: str, article_id: str, warc: BinaryIO) -> None:
    """Write all captures of one article as a WARC file, each with its entry of the log."""
    from reportedly.store.warc import export_warc

    with _open(db) as record:
        export_warc(record, record.resolve(article_id), warc)


PARTY_COMMANDS = (parties, party, merge, split, undo, decisions, verify, evidence)


def _open(db: str) -> Record:
    """A record that is there."""
    from reportedly.store import Record

    return Record(db, create=False)


def _decide(db: str, kind: DecisionKind, names: tuple[str, ...], *, by: str, reason: str) -> None:
    from reportedly.store.decisions import decide

    with _open(db) as record:
        record.join_parties()
        with record.writing() as connection:
            number = decide(connection, kind=kind, subject=names, by=by, reason=reason)
    click.echo(f"Decision {number} is kept. To take it back: reportedly undo {number} --db {db}", err=True)


def _party_cells(one: KnownParty) -> tuple[Any, ...]:
    return (one.id, one.name, one.role, one.side, one.country, one.statements, one.articles)


def _statement_cells(one: KnownStatement) -> tuple[Any, ...]:
    return (one.day, one.publisher, one.stance, " ".join(one.content.split()), one.article_id)


def _decision_cells(one: Decision) -> tuple[Any, ...]:
    about = " | ".join(", ".join(names) for names in one.names) or (f"decision {one.undoes}" if one.undoes else "")
    return (one.seq, one.decided_at, one.kind, about, one.by, one.reason, "yes" if one.in_force else "no")
