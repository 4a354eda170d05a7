"""What stations cannot take is told with week, tonnes and a way out; a station that nobody uses is not advised."""

import pytest

from kust.examples import load

ON = ("--on", "2020-01-01")


def test_a_new_station_that_nobody_would_go_to_is_not_opened(ask, kust) -> None:
    # K3 stands 2.4 h from V2, where K2 takes everything on the spot; nobody is nearer to K3.
    answer = ask(load("wild-harvest"), "--on", "2020-03-01")
    assert (answer["open"], answer["unused"]) == (["K1", "K2"], ["K3"])
    told = {one["site_id"]: (one["open"], one["mass_t"]) for one in answer["stations"]}
    assert told["K3"] == (False, 0)
    two = ask(load("wild-harvest"), "--on", "2020-03-01", "--open", 2)
    assert two["value"] == answer["value"]
    _, out, _ = kust(load("wild-harvest"), "--on", "2020-03-01", "--lang", "ru")
    row = next(line for line in out.splitlines() if line.strip().startswith("K3"))
    assert "не нужна" in row and "открыть" not in row


def test_too_much_is_told_by_station_and_week_with_what_it_takes(ask) -> None:
    # Week 33 (from 12 August 2019): ceps 9.5 t at V1 and chanterelles 6.8 t of V4 go to K1, which takes 4 t;
    # 10.2 t to K2, which takes 3 t. Together 26.5 t against 7 t; with K3 there is room for 10 t.
    answer = ask(load("wild-harvest"), "--on", "2020-03-01")
    over = {(one["site_id"], one["week"]): one["over_t"] for one in answer["overloads"]}
    assert over == pytest.approx({("K1", 33): 12.3, ("K2", 33): 7.2, ("K2", 34): 6.3, ("K1", 32): 1.2})
    assert [one["over_t"] for one in answer["overloads"]] == sorted(over.values(), reverse=True)
    short = answer["shortage"]
    assert (short["week"], short["open_t"], short["all_t"], short["usual_t"]) == (33, 7, 10, 3)
    assert short["mass_t"] == pytest.approx(26.5)
    # 19.5 t above the room, 3 t a station: seven more.
    assert (short["more"], short["over_t"]) == (7, pytest.approx(19.5))


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((), ("12,3 т больше", "7 станций")),
        (("--problem", "capacitated"), ("21,8 т из 41,0 т", "lost_krub_t")),
        (("--problem", "capacitated", "--open", 2), ("--open 3",)),
    ],
)
def test_the_terminal_warns_in_the_answer_and_again_at_the_end(kust, words, said) -> None:
    code, out, err = kust(load("wild-harvest"), *words, "--on", "2020-03-01", "--lang", "ru")
    assert code == 0
    assert "Что делать" in out and all(one in out for one in said)
    assert "Внимание" in err.splitlines()[-1]


def test_what_fits_is_not_warned_of(ask, kust, forest) -> None:
    # Week 32: 3 t to KA (4 t) and 6 t to KB (6 t), week 34: 4 t to KB.
    answer = ask(forest, "--open", 2, *ON)
    assert (answer["overloads"], answer["shortage"]) == ([], None)
    _, out, err = kust(forest, "--open", 2, *ON, "--lang", "en")
    assert "What to do" not in out and "Mind" not in err


def test_a_station_that_is_shut_when_the_harvest_comes_is_told(ask, forest) -> None:
    text = (forest / "processing_sites.csv").read_text("utf-8")
    (forest / "processing_sites.csv").write_text(
        text.replace("yes,4,100,10,07-01", "yes,4,100,10,08-19"), "utf-8"
    )
    # A and B bring 9 t in week 32, from 5 to 11 August.
    answer = ask(forest, "--open", 1, *ON)
    first = answer["overloads"][0]
    assert first == {
        "site_id": "KA", "week": 32, "mass_t": 9, "capacity_t": 0, "over_t": 9, "shut": True,
    }  # fmt: skip


def test_where_weeks_are_not_known_the_season_is_held_against_its_capacity(ask, forest, tmp_path) -> None:
    # 4 t a week from 1 July to 30 September, 92 days: 4 · 92 / 7 = 52.6 t.
    given = tmp_path / "given.csv"
    given.write_text("settlement_id,mass_t\nA,60\n", encoding="utf-8")
    answer = ask(forest, "--open", 1, "--intake", given, *ON)
    over = answer["overloads"][0]
    assert (over["week"], over["mass_t"]) == (None, 60)
    assert over["over_t"] == pytest.approx(60 - 4 * 92 / 7)
