"""The index from codes to concepts, on rows made for the purpose: what decides, and every limit."""

import pytest

from hooks.clinical.codes import (
    ATC,
    ICD10CM,
    LOCAL,
    LOINC,
    SNOMED_CT,
    STANDARD_SYSTEMS,
    CodeIndex,
    CodeSystem,
    ValueSetRow,
    normal_uri,
)

SITE = "http://hospital.example/codes"
NONE: frozenset[str] = frozenset()


def row(concept: str, code: str, role: str = "include", system: str = ICD10CM.uri, display: str = "") -> ValueSetRow:
    return ValueSetRow(concept, role, system, code, display)


def index(*rows: ValueSetRow) -> CodeIndex:
    return CodeIndex(rows)


def found(index: CodeIndex, code: str, system: str = ICD10CM.uri) -> set[str]:
    return set(index.concepts(system, code))


class TestPrefix:
    """ICD-10-CM and ATC: a code covers the longer ones that begin with it."""

    NESTED = index(
        row("neoplasm", "C25"),
        row("endocrine", "C25.4"),
        row("neoplasm", "C25.4", "exclude"),
        row("neoplasm", "C25.41"),
    )

    @pytest.mark.parametrize(
        ("code", "concepts"),
        [
            ("C2", set()),
            ("C25", {"neoplasm"}),
            ("C25.9", {"neoplasm"}),
            ("C25.4", {"endocrine"}),
            ("C25.42", {"endocrine"}),
            ("C25.41", {"neoplasm", "endocrine"}),
            ("C25.410", {"neoplasm", "endocrine"}),
            ("C26", set()),
        ],
    )
    def test_the_longest_that_speaks_of_a_concept_decides_on_it(self, code: str, concepts: set[str]) -> None:
        assert found(self.NESTED, code) == concepts

    @pytest.mark.parametrize(("code", "same"), [("C254", True), ("c25.4", True), (" C25.4 ", True), ("C2.54", False)])
    def test_a_dot_after_three_characters_and_case_make_no_difference(self, code: str, same: bool) -> None:
        assert found(index(row("endocrine", "C25.4")), code) == ({"endocrine"} if same else set())

    def test_a_code_longer_than_any_of_such_a_system_is_none(self) -> None:
        atc = index(row("drug", "H01", system=ATC.uri))
        assert found(atc, "H01CB02", ATC.uri) == {"drug"}
        assert found(atc, "H01CB021", ATC.uri) == set()

    def test_a_code_of_one_letter_covers_all_that_begin_with_it(self) -> None:
        atc = index(row("hormone", "H", system=ATC.uri))
        assert found(atc, "H01CB02", ATC.uri) == found(atc, "H", ATC.uri) == {"hormone"}
        assert found(atc, "A10A", ATC.uri) == set()

    def test_signs_at_the_end_and_the_dot_as_the_system_says(self) -> None:
        marked = CodeSystem("marked", SITE, lambda code: True, hierarchical=True, trailing="*+", longest=5)
        made = CodeIndex([row("one", "a12.3", system=SITE)], [marked])
        for code in ("A12.3", "A123", "a12.3+", "A12.3*+", "A12.34"):
            assert found(made, code, SITE) == {"one"}, code
        for code in ("+A12.3", "A12.345", "A12", "A1.23"):
            assert found(made, code, SITE) == set(), code
        dotted = CodeSystem("dotted", SITE, lambda code: True, hierarchical=True, keeps_dot=True)
        kept = CodeIndex([row("one", "A12.3", system=SITE)], [dotted])
        assert found(kept, "A12.34", SITE) == {"one"}
        assert found(kept, "A123", SITE) == set()

    def test_a_spelling_of_its_own(self) -> None:
        spelled = CodeSystem("spelled", SITE, lambda code: True, spelling=lambda code: code.lstrip("0"))
        made = CodeIndex([row("one", "12", system=SITE)], [spelled])
        assert found(made, " 0012 ", SITE) == {"one"}

    def test_in_other_systems_a_code_covers_itself_alone(self) -> None:
        loinc = index(row("glucagon", "2338-2", system=LOINC.uri))
        assert found(loinc, "2338-2", LOINC.uri) == {"glucagon"}
        assert found(loinc, "2338-22", LOINC.uri) == set()
        assert found(loinc, "2338", LOINC.uri) == set()

    def test_in_other_systems_case_and_dots_are_part_of_a_code(self) -> None:
        site = index(row("drug", "a.b", system=SITE))
        assert found(site, "a.b", SITE) == {"drug"}
        assert found(site, "A.B", SITE) == set()
        assert found(site, "ab", SITE) == set()


class TestRows:
    def test_a_code_may_be_in_several_concepts(self) -> None:
        assert found(index(row("one", "C25"), row("other", "C25")), "C25") == {"one", "other"}

    def test_a_code_that_is_only_excluded_is_in_none(self) -> None:
        assert found(index(row("one", "C25", "exclude")), "C25") == set()
        assert index(row("one", "2338-2", "exclude", LOINC.uri)).concepts(LOINC.uri, "2338-2") == NONE

    def test_a_code_may_be_excluded_from_several_concepts(self) -> None:
        made = index(
            row("one", "C25"), row("other", "C25"), row("one", "C25.4", "exclude"), row("other", "C25.4", "exclude")
        )
        assert found(made, "C25.9") == {"one", "other"}
        assert found(made, "C25.4") == set()

    def test_the_same_code_of_two_sites_is_two_codes(self) -> None:
        made = index(
            row("one", "A1", system=SITE), row("other", "A1", system=f"{SITE}/2"), row("one", "B1", system=SITE)
        )
        assert found(made, "A1", SITE) == {"one"}
        assert found(made, "A1", f"{SITE}/2") == {"other"}
        assert found(made, "B1", f"{SITE}/2") == set()

    @pytest.mark.parametrize("role", ["", "Include", "includes", "maybe"])
    def test_another_role_is_an_error(self, role: str) -> None:
        with pytest.raises(ValueError, match=f"^one C25: role '{role}' is neither include nor exclude$"):
            index(row("one", "C25", role))

    def test_a_code_that_its_system_cannot_have_is_an_error(self) -> None:
        with pytest.raises(ValueError, match=r"^one: '25' is not a ICD-10-CM code$"):
            index(row("one", "25"))

    @pytest.mark.parametrize("roles", [("include", "exclude"), ("exclude", "include")])
    def test_in_a_concept_and_never_in_it_is_an_error(self, roles: tuple[str, str]) -> None:
        with pytest.raises(ValueError, match=r"^one: C25\.4 is both included and excluded$"):
            index(*(row("one", "C25.4", role) for role in roles))

    def test_the_first_name_of_a_code_is_its_name(self) -> None:
        named = index(
            row("never", "C25", "exclude", display="not this"),
            row("one", "C25"),
            row("one", "C25", display="Pancreas"),
            row("other", "C25", display="Later"),
        )
        assert named.display(ICD10CM.uri, "c25") == "Pancreas"
        assert named.display(ICD10CM.uri, "C25.4") is None
        assert named.display(SITE, "C25") is None
        assert index(row("one", "C25")).display(ICD10CM.uri, "C25") is None

    def test_codes_for_prefetch_each_once_in_the_order_of_the_rows(self) -> None:
        several = index(
            row("one", "C25"),
            row("other", "C26"),
            row("one", "C24", "exclude"),
            row("one", "2338-2", system=LOINC.uri),
            row("third", "C25"),
        )
        assert several.codes_for(["third", "one"]) == [(ICD10CM.uri, "C25"), (LOINC.uri, "2338-2")]
        assert several.codes_for(iter(["other"])) == [(ICD10CM.uri, "C26")]
        assert several.codes_for([]) == []

    def test_a_system_is_known_by_every_spelling_of_every_name(self) -> None:
        shouted = CodeSystem("shouted", "https://Site.Example/A/", lambda code: code == "x", ("urn:site:a",))
        made = CodeIndex([row("one", "x", system="urn:site:a")], [shouted])
        for uri in ("http://site.example/a", "https://Site.Example/A/", "URN:SITE:A", " urn:site:a "):
            assert found(made, "x", uri) == {"one"}
        assert made.known_concepts == {"one"}
        assert made.knows("https://site.example/a/")
        assert not made.knows(SITE)


class TestLimits:
    def test_a_system_uri_of_255_characters_is_one_and_a_longer_one_is_none(self) -> None:
        longest = "http://" + "x" * 248
        assert normal_uri(longest) == longest
        assert normal_uri(longest + "x") == ""

    def test_only_short_pairs_are_remembered(self) -> None:
        """320 characters: longer ones come once, and would push out what comes again."""
        made = index(row("one", "C25"))
        system = "s" * 20
        made.concepts(system, "c" * 301)
        assert made._remembered.cache_info().currsize == 0
        made.concepts(system, "c" * 300)
        assert made._remembered.cache_info().currsize == 1
        made.concepts(system, "c" * 300)
        assert made._remembered.cache_info().hits == 1
        assert made._remembered.cache_info().maxsize == 8_192

    def test_a_long_pair_is_answered_all_the_same(self) -> None:
        site = index(row("one", "c" * 400, system=SITE))
        assert found(site, "c" * 400, SITE) == {"one"}

    @pytest.mark.parametrize(
        ("system", "code"), [(None, "C25"), (ICD10CM.uri, None), (ICD10CM.uri, 25), (b"", b""), (ICD10CM.uri, ["C25"])]
    )
    def test_what_is_no_text_is_no_code(self, system: object, code: object) -> None:
        assert index(row("one", "C25")).concepts(system, code) == NONE


class TestOfASite:
    SHIPPED = CodeIndex([row("one", "C25"), row("one", "C25.4", "exclude")], STANDARD_SYSTEMS, frozenset({"by_text"}))

    def test_its_codes_are_found_and_marked_as_its_own(self) -> None:
        mine = self.SHIPPED.with_local(
            [ValueSetRow("one", "include", f" {SITE} ", " A 1 ", "Mine", "VERIFIED", "by us")]
        )
        assert found(mine, "A 1", SITE) == {"one"}
        assert found(mine, "C25.9") == {"one"}
        assert mine.rows[-1] == ValueSetRow("one", "include", SITE, "A 1", "Mine", LOCAL, "mapped by the site")
        assert mine.rows[:-1] == self.SHIPPED.rows
        assert mine.systems == self.SHIPPED.systems
        assert found(self.SHIPPED, "A 1", SITE) == set()

    def test_a_concept_found_by_text_may_be_given_a_code(self) -> None:
        mine = self.SHIPPED.with_local([row("by_text", "A1", system=SITE)])
        assert found(mine, "A1", SITE) == {"by_text"}
        assert mine.found_by_text == {"by_text"}

    def test_a_concept_that_is_not_there_is_an_error(self) -> None:
        with pytest.raises(ValueError, match=r"^local code 'A1': there is no concept 'two'$"):
            self.SHIPPED.with_local([row("two", "A1", system=SITE)])

    @pytest.mark.parametrize("system", ["", " ", "a b", "a,b", "a|b", "a$b", "a&b", "a\\b", "a{b", "a}b", "x" * 256])
    def test_a_system_that_a_query_cannot_name_is_an_error(self, system: str) -> None:
        with pytest.raises(ValueError, match=r"^local code 'A1' of one: ") as raised:
            self.SHIPPED.with_local([row("one", "A1", system=system)])
        assert str(raised.value) == f"local code 'A1' of one: {system[:50]!r} is no usable system"

    @pytest.mark.parametrize("code", ["", "a  b", "a,b", "a|b", "a$b", "a&b", "a\\b", "a{b", "a}b", "a\nb"])
    def test_a_code_that_a_query_cannot_name_is_an_error(self, code: str) -> None:
        with pytest.raises(ValueError, match=f"is not a {SITE} code$"):
            self.SHIPPED.with_local([row("one", code, system=SITE)])

    @pytest.mark.parametrize("code", ["C25.4", "C25.41"])
    def test_what_is_known_never_to_mean_a_concept_cannot_be_mapped_to_it(self, code: str) -> None:
        with pytest.raises(ValueError, match=f"^local code '{code}' is known never to mean one$"):
            self.SHIPPED.with_local([row("one", code)])


@pytest.mark.parametrize(
    ("system", "code", "valid"),
    [
        (SNOMED_CT, "1" * 5, False),
        (SNOMED_CT, "100005", True),  # six digits, the shortest
        (SNOMED_CT, "100006", False),
        (SNOMED_CT, "999999990989121104", True),  # eighteen, the longest
        (SNOMED_CT, "1000000000000000007", False),
        (ICD10CM, "C25.", False),
        (ICD10CM, "C2A", True),
        (ICD10CM, "C2C", False),
        (ICD10CM, "C25.1234", True),
        (ICD10CM, "C25.12345", False),
        (ATC, "H", True),
        (ATC, "H0", False),
        (ATC, "H01CB0", False),
    ],
)
def test_the_shape_of_a_code(system: CodeSystem, code: str, valid: bool) -> None:
    assert system.is_valid(code) is valid
