"""Hands for the bar under a publication's form: its panels, and the box that confirms warnings."""

from playwright.sync_api import Page

PANELS = {"Submit": "Submit to the editors", "Approve": "Approve the text"}


def take_step(page: Page, step: str) -> None:
    """Press the button of a step; of "Submit" and "Approve" open the panel first, before "Publish" confirm warnings."""
    if step in PANELS:
        page.locator(".bar-panel summary", has_text=f"{step}…").click()
    elif page.locator("#id_confirm_warnings").count():
        page.locator("#id_confirm_warnings").check()
    page.get_by_role("button", name=PANELS.get(step, step), exact=True).click()
