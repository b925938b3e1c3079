/* The page to try the bot in: two people's chats, the clock, faults, and what is recorded. */

import { make, Pane, post } from "/pane.js";

const at = (id) => document.getElementById(id);
const dark = matchMedia("(prefers-color-scheme: dark)");
const strong = matchMedia("(forced-colors: active)");
const known = await (await fetch("/people")).json();
const town = { people: known.people, theme: "light" };
const sides = { left: "rita", right: "adam" };
let ahead = 0;
let events = null;

const panes = Object.entries(sides).map(([side, usual]) => {
  const asked = new URLSearchParams(location.search).get(side);
  const person = town.people.some((one) => one.key === asked) ? asked : usual;
  return new Pane(document.querySelector(`[data-side=${side}]`), town, person, listen);
});

/** Hear of all that happens to the people who sit here now. */
function listen() {
  const [left, right] = panes.map((pane) => pane.person);
  history.replaceState(null, "", `?left=${left}&right=${right}`);
  events?.close();
  events = new EventSource(`/events?person=${left}&person=${right}`);
  events.onopen = () => { at("lost").hidden = true; };
  events.onerror = () => { at("lost").hidden = false; };
  events.onmessage = (event) => show(JSON.parse(event.data));
}

function show(news) {
  for (const pane of panes) if (news[`at ${pane.person}`]) pane.show(news[`at ${pane.person}`]);
  if (news.calls) at("calls").replaceChildren(...kept(at("calls"), news.calls, call));
  if (news.audit) at("audit").replaceChildren(...kept(at("audit"), news.audit, row));
  if (news.troubles) showTroubles(news.troubles);
  ahead = news.ahead ?? ahead;
  tick();
}

/** Elements for these records; one that has not changed stays what it is, opened or not. */
function kept(list, records, draw) {
  const there = new Map([...list.children].map((item) => [item.dataset.is, item]));
  return records.map((record) => {
    const is = JSON.stringify(record);
    const item = there.get(is) ?? draw(record);
    item.dataset.is = is;
    return item;
  });
}

function call({ method, path, status, body }) {
  const words = status === 0 ? "no answer" : String(status);
  const mark = make("span", status >= 200 && status < 300 ? "status" : "status bad", words);
  const line = [make("b", "", method), " ", make("span", "path", path.replace("/v1.0", "")), " ", mark];
  if (!body) return make("li", "", make("p", "", ...line));
  const json = make("pre", "", JSON.stringify(body, null, 2));
  return make("li", "", make("details", "", make("summary", "", ...line), json));
}

function row({ at: moment, what, actor, target, request, facts }) {
  const time = make("time", "", new Date(moment).toLocaleTimeString([], { timeStyle: "medium" }));
  const who = [actor ?? "the bot", target && `for ${target}`, request].filter(Boolean).join(" · ");
  const more = Object.entries(facts).map(([name, fact]) => `${name} ${fact}`).join(" · ");
  const first = make("p", "", time, " ", make("b", "what", what), " ", who);
  return make("li", "", first, ...(more ? [make("p", "facts", more)] : []));
}

function fillTroubles() {
  for (const name of known.troubles) {
    const box = Object.assign(make("input", ""), { type: "checkbox", value: name });
    at("troubles").append(make("label", "", box, name));
  }
  at("troubles").addEventListener("change", () => {
    const boxes = [...at("troubles").querySelectorAll("input:checked")];
    post("/troubles", { names: boxes.map((box) => box.value) });
  });
}

function showTroubles(names) {
  for (const box of at("troubles").querySelectorAll("input")) box.checked = names.includes(box.value);
  at("how-many").textContent = names.length ? `(${names.length} on)` : "";
}

function tick() {
  const form = { weekday: "short", hour: "2-digit", minute: "2-digit" };
  at("clock").textContent = new Date(Date.now() + ahead * 1000).toLocaleString([], form);
}

function chooseTheme() {
  const choice = at("theme").value;
  const usual = strong.matches ? "contrast" : dark.matches ? "dark" : "light";
  town.theme = choice === "auto" ? usual : choice;
  document.documentElement.dataset.theme = town.theme;
  localStorage.setItem("theme", choice);
  panes.forEach((pane) => pane.show());
}

at("theme").value = localStorage.getItem("theme") ?? "auto";
at("theme").addEventListener("change", chooseTheme);
dark.addEventListener("change", chooseTheme);
strong.addEventListener("change", chooseTheme);
document.querySelectorAll("[data-minutes]").forEach((button) =>
  button.addEventListener("click", () => post("/clock", { minutes: Number(button.dataset.minutes) })));
addEventListener("keydown", (event) => {
  if (event.key === "Escape") document.querySelector(".menu").open = false;
});
fillTroubles();
chooseTheme();
listen();
setInterval(tick, 5000);
