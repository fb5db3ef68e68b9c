/** One recommended film: its rank, its reasons, three ways to react, and two panels to look behind it. */

import { get, post } from "../shared/client.js";
import { h } from "../shared/dom.js";
import { errorAlert } from "../shared/shell.js";
import { edge, facts, poster } from "./films.js";

const NEIGHBOURS = 8;
const BARS = 8;
const REACTIONS = { like: "Like", dislike: "Not for me", watch: "Seen it" };

/** `onReact(film, kind)` is called when the person reacts; only what is `personal` can be explained. */
export function recommendation(film, { profile, personal, onReact }) {
  const panel = h("div", { class: "panel", id: `panel-${film.item_id}`, hidden: true });
  const named = (label) => [label, h("span", { class: "visually-hidden" }, ` ${film.title}`)];
  const reactions = Object.entries(REACTIONS).map(([kind, label]) =>
    h("button", { class: "chip", type: "button", data: { action: kind }, onclick: () => onReact(film, kind) }, named(label)));
  const toggles = [
    ...(personal ? [["why", "Why?", () => whyPanel(film, profile)]] : []),
    ["similar", "Similar", () => similarPanel(film, profile)],
  ].map(([action, label, load]) => panelToggle(action, named(label), panel, load));
  return h("li", { class: "recommendation", vars: edge(film), data: { itemId: film.item_id, rank: film.rank } },
    h("span", { class: "rank", "aria-hidden": "true" }, String(film.rank)),
    h("div", { class: "body" },
      h("h3", { class: "film-title" }, film.title),
      h("p", { class: "small soft facts-line" }, facts(film)),
      reasonLine(film, profile),
      h("div", { class: "row actions" }, reactions, toggles),
      panel));
}

/**
 * "Because you picked Alien 62%, Heat 21%": parts of the score. Where other things count against the film, its best
 * reasons can exceed the score; then the parts are of these reasons, so that they never pass 100%.
 */
function reasonLine({ because, score }, profile) {
  if (because.length === 0) return null;
  const whole = Math.max(score, because.reduce((sum, { contribution }) => sum + contribution, 0));
  const allPicked = because.every(({ item_id: id }) => profile.has(id));
  const parts = because.map(({ title, contribution }) =>
    h("span", { class: "reason" }, h("cite", {}, title), percentage(contribution / whole)));
  return h("p", { class: "small reasons" }, allPicked ? "Because you picked" : "Because of", parts);
}

function percentage(share) {
  return h("span", { class: "share" }, `${Math.round(share * 100)}%`);
}

/** A button that opens the shared panel with its own content and closes it again. */
function panelToggle(action, label, panel, load) {
  const button = h("button", {
    class: "button quiet", type: "button", "aria-expanded": "false", "aria-controls": panel.id, data: { action },
  }, label);
  const show = async () => {
    panel.replaceChildren(h("p", { class: "skeleton" }));
    const content = await load().catch((error) => errorAlert(error, show));
    if (button.getAttribute("aria-expanded") === "true") panel.replaceChildren(content);
  };
  button.addEventListener("click", () => {
    const open = button.getAttribute("aria-expanded") !== "true";
    button.parentElement.querySelectorAll("[aria-expanded]").forEach((other) => other.setAttribute("aria-expanded", "false"));
    button.setAttribute("aria-expanded", String(open));
    panel.hidden = !open;
    if (open) show();
  });
  return button;
}

async function similarPanel(film, profile) {
  const { items } = await get(`v1/items/${encodeURIComponent(film.item_id)}/similar`, { k: NEIGHBOURS });
  return h("div", { class: "stack" },
    h("p", { class: "small soft" }, "Liked by the same people. Press one to add it to your films."),
    h("ul", { class: "posters" }, items.map((item) => h("li", {}, poster(item, profile)))));
}

async function whyPanel(film, profile) {
  const history = profile.picks.map(({ item_id: id }) => id);
  const answer = await post("v1/explain", { user_id: profile.userId, history, item_id: film.item_id });
  const rows = breakdown(answer);
  const largest = Math.max(...rows.map(([, value]) => Math.abs(value)), Number.EPSILON);
  return h("div", { class: "table-scroll", tabindex: "0", role: "region", "aria-label": `The score of ${film.title}` },
    h("table", { class: "table why" },
      h("thead", {}, h("tr", {}, h("th", { scope: "col" }, "What counted"), h("th", { scope: "col", colspan: 2, class: "number" }, "Part of the score"))),
      h("tbody", {}, rows.map(([name, value]) => bar(name, value, value / largest))),
      h("tfoot", {}, h("tr", {}, h("th", { scope: "row", colspan: 2 }, "Score"), number(answer.score)))));
}

/** Rows of name and value that add up to the score: the strongest films, the rest in one row, the baseline. */
function breakdown({ contributions, baseline }) {
  const rest = contributions.slice(BARS);
  const sum = rest.reduce((total, { contribution }) => total + contribution, 0);
  return [
    ...contributions.slice(0, BARS).map(({ title, contribution }) => [title, contribution]),
    ...(rest.length ? [[`${rest.length} more of your films`, sum]] : []),
    ...(baseline === 0 && contributions.length ? [] : [["Before any of your films", baseline]]),
  ];
}

function bar(name, value, share) {
  const kind = value < 0 ? "progress negative" : "progress";
  return h("tr", {},
    h("th", { scope: "row" }, name),
    h("td", { class: "bar" }, h("span", { class: kind, vars: { "--share": Math.abs(share) } })),
    number(value));
}

function number(value) {
  return h("td", { class: "number", data: { value } }, value.toFixed(3).replace("-", "−"));
}
