"""The whole story, done by hand on the page."""

from playwright.async_api import expect

from bot.messages import labels
from tests.browser.visit import Visit

ASK = "/tap uma@contoso.com --lifetime 2h --reason Lost phone"


async def test_a_request_that_is_typed_reaches_the_approver(visit: Visit) -> None:
    await visit.says(visit.rita, ASK)

    await visit.sees(visit.rita, "Waiting for approval")
    await visit.sees(visit.adam, labels.TO_APPROVE)
    await expect(visit.page.locator("#audit")).to_contain_text("requested Rita Reyes")
    await expect(visit.page.locator("#calls")).to_contain_text("/users/Uma Underwood")


async def test_the_form_says_what_is_wrong_keeps_the_rest_and_takes_it_then(visit: Visit) -> None:
    form = visit.rita.get_by_role("dialog")
    await visit.rita.get_by_role("button", name="Form").click()
    await form.get_by_label(labels.INPUT_TARGET).fill("uma@contoso.com")
    await form.get_by_label(labels.INPUT_LIFETIME).fill("soon")
    await form.get_by_role("button", name=labels.ASK).click()
    await expect(form).to_contain_text("“soon” is not a lifetime")
    await expect(form.get_by_label(labels.INPUT_TARGET)).to_have_value("uma@contoso.com")

    await form.get_by_label(labels.INPUT_LIFETIME).fill("90m")
    await form.get_by_role("button", name=labels.ASK).click()

    await expect(form).to_be_hidden()
    await visit.sees(visit.adam, "90 minutes")


async def test_a_person_is_picked_in_the_form(visit: Visit) -> None:
    form = visit.rita.get_by_role("dialog")
    await visit.rita.get_by_role("button", name="Form").click()

    await form.get_by_label(labels.INPUT_PERSON).select_option("Una Usher")
    await form.get_by_role("button", name=labels.ASK).click()

    await visit.sees(visit.adam, "Rita Reyes asks for a pass for Una Usher.")


async def test_the_code_is_shown_to_adam_and_on_no_other_screen(visit: Visit) -> None:
    others = await visit.opens("rita", "ada")
    await visit.says(visit.rita, ASK)

    await visit.presses(visit.adam, labels.APPROVE)
    await visit.sees(others.rita, "Adam Abel has the code")
    await visit.sees(visit.adam, labels.DONE)

    code = visit.town.code_of("uma")
    await expect(visit.adam.get_by_text(code)).to_be_visible()
    assert code not in await visit.rita.inner_html()
    assert code not in await visit.page.locator(".records").inner_html()
    assert code not in await others.everything()


async def test_the_code_is_spelled_out_on_demand(visit: Visit) -> None:
    await visit.says(visit.rita, ASK)
    await visit.presses(visit.adam, labels.APPROVE)
    await expect(visit.adam.get_by_text("12.", exact=True)).to_be_hidden()

    await visit.presses(visit.adam, labels.SPELL)

    await expect(visit.adam.get_by_text("12.", exact=True)).to_be_visible()


async def test_hiding_takes_the_code_off_adams_screen(visit: Visit) -> None:
    await visit.says(visit.rita, ASK)
    await visit.presses(visit.adam, labels.APPROVE)
    code = visit.town.code_of("uma") if await shown(visit) else ""

    await visit.presses(visit.adam, labels.DONE)

    await visit.sees(visit.adam, labels.CODE_HIDDEN)
    assert code
    assert code not in await visit.page.content()


async def test_a_denial_reaches_the_requester_with_its_note(visit: Visit) -> None:
    await visit.says(visit.rita, ASK)
    await visit.presses(visit.adam, labels.DENY)

    await visit.adam.get_by_label(labels.INPUT_NOTE).fill("Call me *first*")
    await visit.presses(visit.adam, labels.DENY_NOW)

    await visit.sees(visit.rita, "Call me *first*")
    await expect(visit.page.locator("#audit")).to_contain_text("denied Adam Abel")


async def shown(visit: Visit) -> bool:
    await visit.sees(visit.adam, labels.DONE)
    return True
