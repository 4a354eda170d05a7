"""Two people type into the same row of a draft: the second is told, both values stay until one is chosen."""

import pytest

from kust_web.moderation.models import Return
from tests.web.moderation.test_return import PAGE, act, draft, firm, manager, type_in

pytestmark = pytest.mark.django_db
__all__ = ["draft", "firm", "manager"]


@pytest.fixture
def contested(draft, firm, manager):
    """Both opened the page at version 0; the firm saved 10 jobs, then the manager typed 20."""
    entry = draft.entries.get(section="figures")
    type_in(firm, entry, jobs="10")
    late = manager.post(
        f"{PAGE}rows/{entry.pk}/",
        {"version": 0, "page": "late", "jobs": "20"},
        headers={"hx-request": "true"},
    )
    entry.refresh_from_db()
    return entry, late.content.decode()


def test_the_second_is_told_and_sees_both_values(contested) -> None:
    entry, told = contested
    assert entry.cells["jobs"] == "10"
    assert [rival["cells"] for rival in entry.rival] == [{"jobs": "20"}]
    assert "«10»" in told
    assert "«20»" in told
    assert f'id="v-{entry.pk}"' not in told, "its page stays at the version that it saw"


def test_both_stay_for_whoever_opens_the_page_later_and_one_is_chosen_first(contested, firm) -> None:
    page = firm.get(PAGE).content.decode()
    assert "«20»" in page
    assert act(firm, "submit").state == "draft", "first one of the two is chosen"


@pytest.mark.parametrize(("choice", "jobs"), [("mine", "20"), ("theirs", "10")])
def test_one_of_the_two_is_chosen(choice, jobs, contested, manager) -> None:
    entry, _ = contested
    type_in(manager, entry, act=choice, rival=entry.rival[0]["by"])
    assert (entry.cells["jobs"], entry.rival) == (jobs, None)
    assert act(manager, "submit").state == "submitted"


def test_who_typed_the_same_is_no_rival(draft, firm, manager) -> None:
    entry = draft.entries.get(section="figures")
    type_in(firm, entry, jobs="10")
    entry.version = 0
    type_in(manager, entry, jobs="10")
    assert entry.rival is None


def test_one_page_that_saves_twice_in_a_moment_is_no_rival_of_itself(draft, firm) -> None:
    entry = draft.entries.get(section="figures")
    type_in(firm, entry, jobs="10")
    entry.version = 0  # the answer to the first saving is still under way
    type_in(firm, entry, jobs="11")
    assert (entry.cells["jobs"], entry.rival, entry.version) == ("11", None, 2)


def test_a_third_value_does_not_push_out_the_second(contested, client_of) -> None:
    entry, _ = contested
    third = client_of("administrator")
    third.post(
        f"{PAGE}rows/{entry.pk}/", {"version": 0, "page": "x", "jobs": "30"}, headers={"hx-request": "true"}
    )
    entry.refresh_from_db()
    assert [rival["cells"]["jobs"] for rival in entry.rival] == ["20", "30"]


def test_without_scripts_the_page_is_shown_again_with_both(draft, firm, manager) -> None:
    entry = draft.entries.get(section="figures")
    type_in(firm, entry, jobs="10")
    late = manager.post(f"{PAGE}rows/{entry.pk}/", {"version": 0, "jobs": "20"})
    assert late.status_code == 302
    assert "«20»" in manager.get(late.url).content.decode()
    assert Return.objects.get(pk=draft.pk).state == "draft"
