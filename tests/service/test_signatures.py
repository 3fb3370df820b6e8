"""Signatures: each kind of edit touches exactly the parts it changes, and says how in words."""

import asyncio
import tomllib
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import httpx
import pytest
from typer.testing import CliRunner

from hooks.clinical.advice import Recommendation
from hooks.clinical.codes import ValueSetRow
from hooks.clinical.criterion import ALWAYS, Predicate
from hooks.clinical.evidence import Row
from hooks.clinical.logic import AllOf, not_
from hooks.clinical.pathway import Pathway
from hooks.clinical.phrasebook import Phrasebook
from hooks.clinical.phrases import Term
from hooks.clinical.truth import NO, YES
from hooks.nme import PATHWAY
from service.cli import app
from service.main import build_app
from service.review.edition import Edition
from service.review.sheet import sheets
from service.review.signatures import Signatures, SignaturesError, Standing, read, sign
from service.review.signing import UnsignedError, signing
from service.settings import Settings
from service.site import Site
from tests.stack.process import free_port

runner = CliRunner(env={"NME_CDS_PORT": str(free_port())})  # the demonstration may be running at 8000
DAY = date(2026, 11, 20)


def hashes(pathway: Pathway, **changes: Any) -> dict[str, str]:
    """What would be signed."""
    return {id_: sheet.hash for id_, sheet in sheets(Edition(Site(pathway, **changes))).items()}


SHIPPED = hashes(PATHWAY)


def touched(pathway: Pathway, **changes: Any) -> set[str]:
    """The parts that are not as shipped."""
    return {id_ for id_, hash_ in hashes(pathway, **changes).items() if SHIPPED.get(id_) != hash_}


def with_card(card: Recommendation) -> Pathway:
    """The pathway with another card in the place of one."""
    states = tuple(
        replace(
            state,
            cards=tuple(replace(b, recommendation=card) if b.recommendation.id == card.id else b for b in state.cards),
        )
        for state in PATHWAY.states
    )
    return replace(PATHWAY, recommendations={**PATHWAY.recommendations, card.id: card}, states=states)


def with_predicate(changed: Predicate) -> Pathway:
    """The pathway with another predicate in the list."""
    return replace(PATHWAY, predicates=tuple(changed if one.id == changed.id else one for one in PATHWAY.predicates))


K04 = PATHWAY.recommendations["K04"]
METS = next(predicate for predicate in PATHWAY.predicates if predicate.id == "mets")


def test_a_sentence_touches_its_card() -> None:
    assert touched(with_card(replace(K04, name="Surgery early"))) == {"K04"}


def test_what_a_card_never_says_touches_it() -> None:
    assert touched(with_card(replace(K04, never_says=K04.never_says[1:]))) == {"K04"}


def test_a_draft_touches_its_card() -> None:
    (consult, *_) = K04.proposals
    assert touched(with_card(replace(K04, proposals=(replace(consult, text="Consult"),)))) == {"K04"}


def test_the_condition_of_a_draft_touches_its_card() -> None:
    (consult, *_) = K04.proposals
    assert touched(with_card(replace(K04, proposals=(replace(consult, when=ALWAYS),)))) == {"K04"}


def test_the_condition_of_a_state_touches_the_state_table() -> None:
    first, *rest = PATHWAY.states
    assert isinstance(first.when, AllOf)
    other = replace(first, when=AllOf((*first.when.parts, not_(METS))))
    assert touched(replace(PATHWAY, states=(other, *rest))) == {"states"}


def test_the_order_of_the_states_touches_the_state_table() -> None:
    assert "states" in touched(replace(PATHWAY, states=(*PATHWAY.states[1:], PATHWAY.states[0])))


def test_an_evidence_row_turned_into_its_opposite_touches_its_predicate() -> None:
    (first, *rest) = METS.table
    assert first.answer is YES
    assert touched(with_predicate(replace(METS, table=(replace(first, answer=NO), *rest)))) == {"mets"}


def test_an_evidence_row_more_touches_its_predicate() -> None:
    assert touched(with_predicate(replace(METS, table=(*METS.table, Row("a feeling", YES))))) == {"mets"}


def test_a_number_touches_the_numbers_and_what_shows_it() -> None:
    changed = {"egfr_low": Decimal(40)}
    assert touched(PATHWAY, overrides=changed) == {"numbers", "confounders", "K09", "screen"}


def test_a_code_touches_the_codes() -> None:
    own = ValueSetRow("nme", "include", "urn:oid:1.2.3", "NME-1", "Our NME")
    assert touched(PATHWAY, local_codes=(own,)) == {"codes"}
    first, *rest = PATHWAY.value_sets
    assert touched(replace(PATHWAY, value_sets=(replace(first, display="another"), *rest))) == {"codes"}


def test_a_phrase_touches_the_phrases() -> None:
    own = Term("nme", "en", "my own name of it")
    assert touched(PATHWAY, local_phrases=(own,)) == {"phrases"}
    book = PATHWAY.reading.phrasebook
    fewer = replace(PATHWAY.reading, phrasebook=Phrasebook(book.terms[1:]))
    assert touched(replace(PATHWAY, reading=fewer)) == {"phrases"}


def test_a_rule_of_reading_touches_the_phrases() -> None:
    other = replace(PATHWAY.reading, abnormal_is_high=frozenset())
    assert touched(replace(PATHWAY, reading=other)) == {"phrases"}


def test_an_order_row_touches_the_order_table() -> None:
    first, *rest = PATHWAY.orders.rows
    other = replace(PATHWAY.orders, rows=(replace(first, when=ALWAYS), *rest))
    assert touched(replace(PATHWAY, orders=other)) == {"orders"}


def test_a_word_no_card_may_say_touches_the_frame() -> None:
    texts = replace(PATHWAY.texts, forbidden=PATHWAY.texts.forbidden[1:])
    assert touched(replace(PATHWAY, texts=texts)) == {"frame"}


def test_nothing_touches_nothing_in_another_process() -> None:
    """Sets have another order there."""
    assert runner.invoke(app, ["review", "show", "mets"]).output == sheets(Edition(Site(PATHWAY)))["mets"].text
    assert touched(PATHWAY) == set()


# Signing -----------------------------------------------------------------------------------------


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The site's own signatures."""
    path = tmp_path / "signatures.toml"
    monkeypatch.setenv("NME_CDS_SIGNATURES", str(path))
    monkeypatch.setenv("NME_CDS_TODAY", "2026-11-20")
    monkeypatch.setenv("COLUMNS", "200")
    return path


def test_what_is_signed_is_kept_with_its_words(file: Path) -> None:
    signed = runner.invoke(
        app, ["review", "sign", "K04", "mets", "--name", 'Ada "Countess"', "--role", "clinician", "--comment", "read"]
    )
    assert signed.exit_code == 0, signed.output
    first, second = tomllib.loads(file.read_text(encoding="utf-8"))["signature"]
    assert first == {
        "part": "K04",
        "hash": SHIPPED["K04"],
        "name": 'Ada "Countess"',
        "role": "clinician",
        "date": DAY,
        "comment": "read",
    }
    kept = (file.parent / "signed" / f"{second['hash']}.txt").read_text(encoding="utf-8")
    assert kept == sheets(Edition(Site(PATHWAY)))["mets"].text
    told = runner.invoke(app, ["review", "status", "--brief"]).output
    assert "signed               K04" in told
    assert "2026-11-20 Ada" in told
    assert f"2 of {len(SHIPPED)} parts are signed as they are now." in told


def test_a_change_is_told_in_words(file: Path) -> None:
    before = sheets(Edition(Site(PATHWAY)))["K04"]
    sign(file, before, name="Ada", role="clinician", day=DAY)
    after = sheets(Edition(Site(with_card(replace(K04, name="Surgery early")))))
    (status,) = [one for one in read(file).status(after) if one.sheet.id == "K04"]
    assert status.standing is Standing.CHANGED
    assert status.difference == ("-name: Surgery first", "+name: Surgery early")
    sign(file, after["K04"], name="Ada", role="clinician", day=DAY)
    assert "K04" not in read(file).unsigned(after)


def test_a_part_nobody_knows_cannot_be_signed(file: Path) -> None:
    refused = runner.invoke(app, ["review", "sign", "K-none", "--name", "Ada", "--role", "clinician"])
    assert (refused.exit_code, file.exists()) == (2, False)
    assert "There is no part K-none. Known: K01, " in refused.output


def test_a_file_that_is_none_is_refused_with_its_name(file: Path) -> None:
    file.write_text("[[signature]]\npart = 4\n", encoding="utf-8")
    with pytest.raises(SignaturesError, match=r"signatures.toml: .*str"):
        read(file)
    assert runner.invoke(app, ["review", "status"]).exit_code == 2


def test_without_the_words_that_were_signed_a_change_says_so(tmp_path: Path) -> None:
    sign(
        tmp_path / "s.toml", replace(sheets(Edition(Site(PATHWAY)))["K04"], lines=("old",)), name="A", role="c", day=DAY
    )
    for kept in (tmp_path / "signed").iterdir():
        kept.unlink()
    (status, *_) = [s for s in read(tmp_path / "s.toml").status(sheets(Edition(Site(PATHWAY)))) if s.signatures]
    assert status.difference == ("The words that were signed are not kept beside the file.",)


def test_no_part_is_signed_as_shipped() -> None:
    """The project cannot sign for a hospital."""
    assert read(PATHWAY.signatures) == Signatures(PATHWAY.signatures)


# Start and readiness -----------------------------------------------------------------------------


def test_a_start_can_demand_that_all_is_signed(file: Path) -> None:
    demanding = Settings(require_signed=True, signatures=file, ledger_url="none")
    with pytest.raises(UnsignedError, match="Not signed as they are now: K01, "):
        build_app(demanding)
    refused = runner.invoke(app, ["serve", "--require-signed"])
    assert refused.exit_code == 2
    assert "Not signed as they are now: K01" in refused.output
    for sheet in sheets(Edition(Site(PATHWAY))).values():
        sign(file, sheet, name="Ada", role="clinician", day=DAY)
    assert signing(demanding, Site(PATHWAY)).unsigned == ()


def test_readiness_tells_how_many_parts_are_unsigned(file: Path) -> None:
    sign(file, sheets(Edition(Site(PATHWAY)))["K04"], name="Ada", role="clinician", day=DAY)
    ready = asyncio.run(_get(build_app(Settings(signatures=file, ledger_url="none", today=None)), "/readyz"))
    assert ready.json() == {"status": "ready", "parts": len(SHIPPED), "unsigned": len(SHIPPED) - 1}


async def _get(application: Any, path: str) -> httpx.Response:
    transport = httpx.ASGITransport(application)
    async with httpx.AsyncClient(transport=transport, base_url="http://cds.example.org") as client:
        return await client.get(path)
