/* Cards as Teams shows them: Microsoft's own renderer with Teams' own host configuration. */

const { AdaptiveCards, markdownit } = globalThis;
const markdown = markdownit();
const configs = new Map();
/* What goes out of a card when a button is clicked; the renderer does the other kinds itself. */
const KINDS = { "Action.Execute": "execute", "Action.Submit": "submit", "Action.OpenUrl": "open" };

AdaptiveCards.AdaptiveCard.onProcessMarkdown = (text, result) => {
  result.outputHtml = markdown.render(text);
  result.didProcess = true;
};

/* Teams publishes no configuration for high contrast: it is the dark one in few, strong colours. */
const STRONG = {
  default: "#ffffff", dark: "#ffffff", light: "#ffffff", accent: "#1aebff",
  good: "#3ff23f", warning: "#ffff00", attention: "#ff8a8a",
};

/** The host configuration of a theme: light, dark or contrast. */
export async function configOf(theme) {
  if (!configs.has(theme)) {
    const answer = await fetch(theme === "light" ? "/teams-light.json" : "/teams-dark.json");
    configs.set(theme, new AdaptiveCards.HostConfig(adapted(await answer.json(), theme)));
  }
  return configs.get(theme);
}

function adapted(config, theme) {
  config.fontTypes.default.fontFamily = "inherit";
  config.fontTypes.monospace.fontFamily = "var(--monospace)";
  if (theme === "contrast") {
    for (const style of Object.values(config.containerStyles)) {
      style.backgroundColor = "#000000";
      style.borderColor = "#ffffff";
      for (const [name, colour] of Object.entries(STRONG)) {
        style.foregroundColors[name] = { default: colour, subtle: colour };
      }
    }
  }
  return config;
}

/**
 * The card as an element, and what the renderer has to say against it. A people picker offers
 * `people`; `act` is called with what a button does ("execute"), its title, the inputs, an address.
 */
export function draw(json, config, people, act) {
  const card = new AdaptiveCards.AdaptiveCard();
  const context = new AdaptiveCards.SerializationContext();
  card.hostConfig = config;
  card.onExecuteAction = (action) => {
    const kind = KINDS[action.getJsonTypeName()];
    if (kind) act(kind, action.title, typed(card, action), action.url);
  };
  card.onInlineCardExpanded = (action, isExpanded) =>
    isExpanded && action.card.renderedElement.scrollIntoView({ block: "nearest" });
  card.parse(adjusted(structuredClone(json), people), context);
  const element = card.render();
  element.lang = json.lang ?? "";
  const parsed = Array.from({ length: context.eventCount }, (_, at) => context.getEventAt(at));
  const validated = card.validateProperties().validationEvents;
  return { element, problems: [...parsed, ...validated].map((event) => event.message) };
}

/** What was typed into the inputs that go with this button. */
function typed(card, action) {
  const ids = new Set(card.getAllInputs(true).map((input) => input.id));
  const sent = Object.entries(action.data ?? {}).filter(([name]) => ids.has(name));
  return Object.fromEntries(sent);
}

/** The card as the renderer needs it to show what Teams would show. */
function adjusted(node, people) {
  if (Array.isArray(node)) {
    node.forEach((each) => adjusted(each, people));
  } else if (node && typeof node === "object") {
    /* Teams writes times as the reader's system does, not as the card's language has them. */
    if (node.type === "AdaptiveCard") delete node.lang;
    /* The renderer knows no directory, so a people picker becomes a list of everybody. */
    if (node["choices.data"]?.dataset === "graph.microsoft.com/users") {
      node.choices = people.map((one) => ({ title: one.name, value: one.id }));
      delete node["choices.data"];
    }
    Object.values(node).forEach((each) => adjusted(each, people));
  }
  return node;
}
