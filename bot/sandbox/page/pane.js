/* One person's Teams: a chat, what is typed and clicked in it, and the dialog that it opens. */

import { configOf, draw } from "/card.js";


/** A new element; `inside` are texts and elements. */
export function make(tag, className, ...inside) {
  const element = document.createElement(tag);
  element.className = className;
  element.append(...inside);
  return element;
}

/** Post to the page's server; what comes back is the words that Teams shows in passing, or null. */
export async function post(address, body) {
  const headers = { "Content-Type": "application/json" };
  const answer = await fetch(address, { method: "POST", headers, body: JSON.stringify(body) });
  return answer.ok ? (await answer.json()).toast : answer.text();
}

const clockTime = new Intl.DateTimeFormat([], { hour: "2-digit", minute: "2-digit" });

export class Pane {
  /** `town` has the people and the theme; `moved` is called when another person sits down here. */
  constructor(root, town, person, moved) {
    Object.assign(this, { root, town, person, moved, screen: null, drawn: new Map(), dialog: "null" });
    root.append(document.getElementById("pane").content.cloneNode(true));
    this.part = (selector) => root.querySelector(selector);
    this.fillPeople();
    this.part(".person").addEventListener("change", (event) => this.seat(event.target.value));
    this.part(".chat").addEventListener("change", () => this.show());
    this.part(".app").addEventListener("click", () =>
      this.act(this.chat.installed ? "uninstall" : "install"));
    this.part(".form").addEventListener("click", () => this.act("form"));
    this.part(".close").addEventListener("click", () => this.part("dialog").close());
    this.part(".compose").addEventListener("submit", (event) => this.say(event));
    this.part("dialog").addEventListener("close", () => this.dialogClosed());
    this.introduce();
  }

  get one() {
    return this.town.people.find((one) => one.key === this.person);
  }

  get chat() {
    const chosen = this.part(".chat").value;
    return this.screen.chats.find((chat) => chat.id === chosen) ?? this.screen.chats[0];
  }

  fillPeople() {
    for (const [label, does] of [["Requesters", "requester"], ["Approvers", "approver"], ["Others", ""]]) {
      const group = Object.assign(make("optgroup", ""), { label });
      const people = this.town.people.filter((one) => one.does === does);
      group.append(...people.map((one) => new Option(one.name, one.key)));
      this.part(".person").append(group);
    }
  }

  seat(person) {
    this.person = person;
    this.screen = null;
    this.part(".chat").replaceChildren();
    this.tell(null);
    this.introduce();
    this.moved();
  }

  introduce() {
    const { name, key } = this.one;
    this.part(".person").value = key;
    this.part(".avatar").textContent = name.split(" ").map((word) => word[0]).join("");
    this.root.setAttribute("aria-label", `Teams as ${name} sees it`);
    this.part(".messages").setAttribute("aria-label", `Chat of ${name}`);
  }

  /** Show what this person sees now. */
  async show(screen = this.screen) {
    this.screen = screen;
    this.config = await configOf(this.town.theme);
    if (this.screen !== screen || screen === null) return;
    const select = this.part(".chat");
    const options = screen.chats.map((chat) => new Option(chat.name, chat.id));
    if (select.options.length !== options.length) select.replaceChildren(...options);
    select.hidden = options.length < 2;
    this.part(".app").textContent = this.chat.installed ? "Remove app" : "Install app";
    this.part(".app").classList.toggle("primary", !this.chat.installed);
    this.part(".compose").hidden = !this.chat.installed;
    this.showMessages();
    this.showDialog();
  }

  showMessages() {
    const list = this.part(".messages");
    const atEnd = list.scrollHeight - list.scrollTop - list.clientHeight < 40;
    const before = this.drawn;
    this.drawn = new Map();
    for (const message of this.chat.messages) {
      const key = `${this.person} ${this.town.theme} ${JSON.stringify(message)}`;
      const known = before.get(message.id);
      this.drawn.set(message.id, known?.key === key ? known : this.redraw(message, key, known));
    }
    const wanted = [...this.drawn.values()].map((each) => each.item);
    if (wanted.length === 0) wanted.push(make("li", "empty", this.emptyWords()));
    if (wanted.some((item, at) => list.children[at] !== item) || list.children.length !== wanted.length) {
      list.replaceChildren(...wanted);
    }
    if (atEnd) list.scrollTop = list.scrollHeight;
    this.refocus?.focus({ preventScroll: true });
    this.refocus = null;
  }

  emptyWords() {
    return this.chat.installed
      ? "Nothing yet. Type /tap uma@contoso.com, or open the form."
      : `TAP is not installed for ${this.one.name}.`;
  }

  redraw(message, key, known) {
    const item = this.item(message);
    if (known?.item.contains(document.activeElement)) this.refocus = item;
    return { key, item };
  }

  item(message) {
    const time = make("time", "", clockTime.format(new Date(message.at)));
    time.dateTime = message.at;
    const marks = [message.edited && "edited", message.private && "only you see this"];
    const meta = make("p", "meta", make("b", "", message.from), " ", time);
    marks.filter(Boolean).forEach((mark) => meta.append(" · ", mark));
    const item = make("li", message.mine ? "message mine" : "message", meta);
    item.tabIndex = -1;
    if (message.deleted) item.append(make("p", "bubble gone", "This message has been deleted."));
    if (message.text) item.append(make("p", "bubble", ...mentions(message.text)));
    if (message.card) {
      const { element, problems } = draw(message.card, this.config, this.town.people,
        (kind, title, inputs, url) => this.click(kind, title, inputs, url, message.id));
      problems.forEach((problem) => console.warn(problem));
      item.append(make("div", "card", element));
    }
    return item;
  }

  click(kind, title, inputs, url, message) {
    if (url) return window.open(url, "_blank", "noopener");
    return this.act(message ? kind : "dialog", { title, inputs, message });
  }

  showDialog() {
    const dialog = this.part("dialog"), shown = this.screen.dialog;
    const now = `${this.person} ${this.town.theme} ${JSON.stringify(shown)}`;
    if (this.dialog === now) return;
    this.dialog = now;
    if (!shown) return dialog.close();
    const act = (kind, title, inputs, url) => this.click(kind, title, inputs, url, null);
    const { element } = draw(shown.card, this.config, this.town.people, act);
    dialog.setAttribute("aria-label", `Dialog of ${this.one.name}`);
    this.part("dialog .card").replaceChildren(element);
    if (!dialog.open) dialog.showModal();
    element.querySelector("input, select, textarea")?.focus();
  }

  /** Escape, the button or the server closed it; only the server knows already. */
  dialogClosed() {
    const shown = this.screen?.dialog;
    if (shown) this.act("close", { dialog: shown.id });
  }

  say(event) {
    event.preventDefault();
    const field = event.target.elements.text;
    const text = field.value.trim();
    field.value = "";
    if (text) this.act("say", { text });
  }

  async act(what, more = {}) {
    this.root.ariaBusy = "true";
    this.tell(null);
    try {
      const body = { chat: this.chat.id, ...more };
      this.tell(await post(`/people/${this.person}/${what}`, body));
    } catch {
      this.tell("The demo does not answer.");
    }
    this.root.ariaBusy = "false";
  }

  tell(words) {
    this.part(".toast").textContent = words ?? "";
  }
}

/** The text with its mentions in bold. */
function mentions(text) {
  return text.split(/<at>(.*?)<\/at>/).map((part, at) => (at % 2 ? make("b", "", part) : part));
}
