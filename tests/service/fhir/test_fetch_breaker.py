"""The circuit breaker: both sides of its numbers, on a clock of its own (E-7, E-10)."""

from service.outbound.breaker import MOST, Breaker, Server

ASKER = ("General Hospital", "north")
HERE, THERE = Server("https://ehr.example.org/fhir", ASKER), Server("https://ehr.example.org/other", ASKER)


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def failed(times: int, clock: Clock) -> Breaker:
    breaker = Breaker(threshold=5, rest=30.0, clock=clock)
    for _ in range(times):
        breaker.note(HERE, answered=False)
    return breaker


def test_e7_four_failures_in_a_row_are_borne_and_five_are_not() -> None:
    assert failed(4, Clock()).allows(HERE)
    assert not failed(5, Clock()).allows(HERE)


def test_e7_only_the_failing_server_is_left_alone() -> None:
    assert failed(5, Clock()).allows(THERE)


def test_what_one_tenant_brings_about_costs_no_other_its_server() -> None:
    assert failed(5, Clock()).allows(Server(HERE.base, ("General Hospital", "south")))
    assert failed(5, Clock()).allows(Server(HERE.base, ("St Elsewhere", "north")))


def test_only_so_many_servers_are_remembered() -> None:
    breaker = failed(5, Clock())
    for number in range(MOST):
        breaker.note(Server(HERE.base, ("flood", str(number))), answered=False)
    assert breaker.allows(HERE)
    assert len(breaker._failures) == len(breaker._tried) == MOST


def test_an_answer_starts_the_count_again() -> None:
    breaker = failed(4, Clock())
    breaker.note(HERE, answered=True)
    for _ in range(4):
        breaker.note(HERE, answered=False)
    assert breaker.allows(HERE)
    breaker.note(HERE, answered=False)
    assert not breaker.allows(HERE)


def test_e7_e10_after_the_rest_one_call_is_let_through() -> None:
    clock = Clock()
    breaker = failed(5, clock)
    clock.now += 29.9
    assert not breaker.allows(HERE)
    clock.now += 0.1
    assert [breaker.allows(HERE), breaker.allows(HERE)] == [True, False]


def test_a_trial_that_fails_starts_another_rest_and_one_that_succeeds_ends_it() -> None:
    clock = Clock()
    breaker = failed(5, clock)
    clock.now += 30
    assert breaker.allows(HERE)
    breaker.note(HERE, answered=False)
    clock.now += 29
    assert not breaker.allows(HERE)
    clock.now += 1
    assert breaker.allows(HERE)
    breaker.note(HERE, answered=True)
    assert [breaker.allows(HERE), breaker.allows(HERE)] == [True, True]
