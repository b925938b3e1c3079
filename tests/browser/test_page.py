"""What the page itself can do: other people, other chats, the clock, faults, themes, no mouse."""

from playwright.async_api import Locator, expect

from bot.messages import labels
from tests.browser.visit import Visit

ASK = "/tap uma@contoso.com"


async def test_anybody_can_sit_down_at_either_side(visit: Visit) -> None:
    await visit.says(visit.rita, ASK)
    await visit.adam.get_by_label("Person").select_option("Ada Adler")

    await visit.presses(visit.adam, labels.APPROVE)

    await visit.sees(visit.rita, "Ada Adler has the code")


async def test_the_app_can_be_installed_for_somebody(visit: Visit) -> None:
    await visit.adam.get_by_label("Person").select_option("Uma Underwood")
    await visit.sees(visit.adam, "TAP is not installed for Uma Underwood.")

    await visit.adam.get_by_role("button", name="Install app").click()

    await visit.sees(visit.adam, labels.WELCOME)


async def test_a_group_chat_learns_little(visit: Visit) -> None:
    for side in (visit.rita, visit.adam):
        await side.get_by_label("Chat", exact=True).select_option("Help Desk")

    await visit.says(visit.rita, ASK)

    await visit.sees(visit.adam, "I have answered you privately.")
    assert "Waiting for approval" not in await visit.adam.inner_text()


async def test_time_moved_forward_lets_a_request_lapse(visit: Visit) -> None:
    await visit.says(visit.rita, ASK)
    await visit.sees(visit.rita, "Waiting for approval")

    await visit.page.get_by_role("button", name="+1 h").click()
    await visit.page.get_by_role("button", name="+5 min").click()

    await visit.sees(visit.rita, "Lapsed")


async def test_a_fault_that_is_switched_on_shows_and_off_again_is_over(visit: Visit) -> None:
    await visit.page.get_by_text("Faults").click()
    fault = visit.page.get_by_label("Graph is down (503)")
    await fault.check()
    await expect(visit.page.get_by_text("(1 on)")).to_be_visible()

    await visit.says(visit.rita, ASK)

    await visit.sees(visit.rita, "Microsoft 365 could not be reached.")
    await fault.uncheck()
    await expect(visit.page.get_by_text("(1 on)")).to_be_hidden()
    await visit.says(visit.rita, ASK)
    await visit.sees(visit.rita, "Waiting for approval")


async def test_the_dark_theme_reaches_the_cards_and_is_kept(visit: Visit) -> None:
    card = visit.rita.locator(".card .ac-adaptiveCard").first
    await expect(card).to_have_css("background-color", "rgb(255, 255, 255)")

    await visit.page.get_by_label("Theme").select_option("dark")

    await expect(card).to_have_css("background-color", "rgb(45, 44, 44)")
    await visit.page.reload()
    await expect(card).to_have_css("background-color", "rgb(45, 44, 44)")


async def test_on_a_phone_the_panes_stand_one_below_the_other(visit: Visit) -> None:
    phone = await visit.opens("rita", "adam", viewport={"width": 360, "height": 740})
    await visit.says(phone.rita, ASK)

    await visit.sees(phone.adam, labels.TO_APPROVE)

    upper, lower = await phone.rita.bounding_box(), await phone.adam.bounding_box()
    assert upper is not None
    assert lower is not None
    assert lower["y"] >= upper["y"] + upper["height"]
    assert await phone.page.evaluate("document.documentElement.scrollWidth") == 360


async def test_the_story_needs_no_mouse(visit: Visit) -> None:
    keyboard = visit.page.keyboard
    await walk_to(visit, visit.rita.get_by_label("Message"))
    await keyboard.type(ASK)
    await keyboard.press("Enter")
    await visit.sees(visit.adam, labels.TO_APPROVE)

    await walk_to(visit, visit.adam.get_by_role("button", name=labels.APPROVE, exact=True))
    await keyboard.press("Enter")
    await visit.sees(visit.adam, labels.DONE)
    await walk_to(visit, visit.adam.get_by_role("button", name=labels.DONE, exact=True))
    await keyboard.press("Space")

    await visit.sees(visit.adam, labels.CODE_HIDDEN)


async def test_the_dialog_closes_by_escape_and_focus_returns(visit: Visit) -> None:
    form = visit.rita.get_by_role("button", name="Form")
    await form.click()
    dialog = visit.rita.get_by_role("dialog")
    await expect(dialog.get_by_label(labels.INPUT_TARGET)).to_be_focused()

    await visit.page.keyboard.press("Escape")

    await expect(dialog).to_be_hidden()
    await expect(form).to_be_focused()


async def walk_to(visit: Visit, wanted: Locator) -> None:
    """Press Tab until this has the focus."""
    for _ in range(200):
        await visit.page.keyboard.press("Tab")
        if await wanted.evaluate("(one) => one === document.activeElement"):
            return
    raise AssertionError(f"the keyboard does not reach {wanted}")
