/* Draws one card and looks for what a person would stumble over. */

import { configOf, draw } from "/card.js";

const PEOPLE = [{ id: "11111111-0000-4000-8000-000000000003", name: "Uma Umber" }];
const UNFOLDS = ["Action.ShowCard", "Action.ToggleVisibility"];
const place = document.getElementById("card");

/** Draw the card in this theme, folded; what is wrong with it comes back in words. */
globalThis.show = async (card, theme) => {
  document.documentElement.dataset.theme = theme;
  const { element, problems } = draw(card, await configOf(theme), PEOPLE, () => {});
  place.replaceChildren(element);
  return [...problems, ...look()];
};

/** Unfold all that the card can unfold; null if there is nothing, else what is wrong then. */
globalThis.unfold = (card) => {
  const actions = (card.actions ?? []).filter((action) => UNFOLDS.includes(action.type));
  const titles = actions.map((action) => action.title);
  const buttons = [...place.querySelectorAll("button")].filter((one) => titles.includes(name(one)));
  buttons.forEach((button) => button.click());
  return buttons.length ? look() : null;
};

function look() {
  return [...new Set([...outside(), ...cutOff(), ...nameless(), ...unlabelled()])];
}

function* outside() {
  const frame = place.getBoundingClientRect();
  for (const [box, words] of boxes()) {
    const over = Math.max(box.right - frame.right, frame.left - box.left, box.bottom - frame.bottom);
    if (box.width && over > 1) yield `${Math.round(over)} px outside of the card: ${words}`;
  }
}

/** The boxes of all words, line by line, and of all that a person may click or type into. */
function* boxes() {
  const texts = document.createTreeWalker(place, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const range = document.createRange();
    range.selectNodeContents(texts.currentNode);
    for (const box of range.getClientRects()) yield [box, short(texts.currentNode.data)];
  }
  for (const one of place.querySelectorAll("button, input, select, textarea")) {
    yield [one.getBoundingClientRect(), one.id || name(one)];
  }
}

function* cutOff() {
  for (const one of place.querySelectorAll(":not(input, select, textarea, option)")) {
    const { overflowX, overflowY } = getComputedStyle(one);
    const isWide = overflowX !== "visible" && one.scrollWidth > one.clientWidth + 1;
    const isHigh = overflowY !== "visible" && one.scrollHeight > one.clientHeight + 1;
    if (isWide || isHigh) yield `cut off: ${short(one.textContent)}`;
  }
}

function* nameless() {
  for (const button of place.querySelectorAll("button, [role=button]")) {
    if (!name(button)) yield "a button without a name";
  }
}

function* unlabelled() {
  for (const input of place.querySelectorAll("input, select, textarea")) {
    const ids = (input.getAttribute("aria-labelledby") ?? "").split(" ").filter(Boolean);
    const labels = [...(input.labels ?? []), ...ids.map((id) => document.getElementById(id))];
    const words = labels.map((label) => label?.textContent ?? "").join("");
    if (!words.trim() && !input.getAttribute("aria-label")) yield "an input without a label";
  }
}

function name(one) {
  return (one.getAttribute("aria-label") || one.textContent).trim();
}

function short(words) {
  return words.trim().slice(0, 60);
}
