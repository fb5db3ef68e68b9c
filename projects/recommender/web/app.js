/** The page: picks, knobs and reactions go in, ten films come out. It uses the public API and nothing else. */

import { get, post } from "../shared/client.js";
import { byId, debounce, h } from "../shared/dom.js";
import { errorAlert, showModel, toast } from "../shared/shell.js";
import { Controls } from "./controls.js";
import { poster, syncPosters } from "./films.js";
import { newId, Profile } from "./profile.js";
import { recommendation } from "./recommendation.js";
import { setUpSearch } from "./search.js";

const COUNT = 10;
const ONBOARDING = 24;
const DELAY_MS = 200;
const SAID = { like: "You like", dislike: "Not for you:", watch: "You have seen" };
const profile = new Profile(localStorage);
const controls = new Controls();
let request = new AbortController();
let modelVersion = null;
const experiments = get("v1/experiments").then((answer) => answer.experiments, () => []); // only a footnote

async function refresh() {
  const { signal } = restart();
  const { rules } = controls;
  if (rules === null) return setBusy(false);
  const history = profile.picks.map(({ item_id: id }) => id);
  const body = { user_id: profile.userId, history, k: COUNT, diversity: controls.diversity, rules };
  try {
    showAnswer(await post("v1/recommendations", body, { signal }));
  } catch (error) {
    if (signal.aborted) return;
    byId("recommendations").replaceChildren();
    byId("problem").replaceChildren(errorAlert(error, refresh));
  }
  setBusy(false);
}

/** Give up on the answer that is under way: it no longer fits. */
function restart() {
  request.abort();
  request = new AbortController();
  setBusy(true);
  return request;
}

function setBusy(busy) {
  byId("recommendations").setAttribute("aria-busy", String(busy));
}

function showAnswer({ items, strategy, diversity, assignment, model }) {
  const personal = strategy === "personalised";
  byId("problem").replaceChildren(...(items.length ? [] : [nothingLeft()]));
  const context = { profile, personal, onReact: react };
  keepingFocus(() => byId("recommendations").replaceChildren(...items.map((film) => recommendation(film, context))));
  byId("results-title").textContent = personal ? "Recommended for you" : "Popular with everybody";
  byId("strategy").textContent = personal ? "personalised" : "popular: pick a film to make it yours";
  byId("strategy").hidden = false;
  byId("results-status").textContent = `${items.length} films, ${strategy}`;
  controls.showDefaultDiversity(diversity);
  controls.learnGenres(items);
  showExperiment(assignment);
  if (modelVersion !== null && modelVersion !== model.version) showModel();
  modelVersion = model.version;
}

/** Redraw the list and put the focus back on the same button of the same rank. */
function keepingFocus(redraw) {
  const { action } = document.activeElement.dataset;
  const rank = document.activeElement.closest(".recommendation")?.dataset.rank;
  redraw();
  if (rank && action) document.querySelector(`.recommendation[data-rank="${rank}"] [data-action="${action}"]`)?.focus();
}

function nothingLeft() {
  const clear = h("button", { class: "button", type: "button", onclick: () => controls.clearRules() }, "Clear the filters");
  return h("div", { class: "alert" }, h("p", {}, "No film passes your filters."), controls.ruleCount > 0 && clear);
}

async function showExperiment(assignment) {
  const running = assignment && controls.diversity === null;
  byId("experiment").hidden = !running;
  if (!running) return;
  const question = (await experiments).find(({ name }) => name === assignment.experiment)?.question ?? "";
  byId("experiment").replaceChildren(
    h("span", {}, h("strong", {}, "Experiment. "), `${question} You are in the group “${assignment.variant}”, which sets the variety until you move the slider.`));
}

async function react(film, kind) {
  const event = { event_id: newId(), user_id: profile.userId, item_id: film.item_id, kind };
  try {
    await post("v1/feedback", event);
  } catch (error) {
    byId("problem").replaceChildren(errorAlert(error, () => react(film, kind)));
    return;
  }
  toast(`${SAID[kind]} ${film.title}. The list has changed.`);
  await refresh();
}

/** On a narrow screen the list lies below the picks: offer a way down while it is out of sight. */
function offerJump() {
  const toggle = ([{ isIntersecting }]) => byId("jump").classList.toggle("arrived", isIntersecting);
  new IntersectionObserver(toggle, { rootMargin: "0px 0px -25% 0px" }).observe(byId("results"));
}

function showPicks() {
  const { picks } = profile;
  const chips = picks.map((film) =>
    h("li", {}, h("button", { class: "chip pick", type: "button", "aria-label": `Remove ${film.title}`, onclick: () => remove(film) },
      film.title, h("span", { "aria-hidden": "true" }, "×"))));
  byId("picks").replaceChildren(...chips);
  byId("jump").hidden = picks.length === 0;
  byId("jump").textContent = `${picks.length} picked · see what to watch next`;
}

/** Remove a pick by its chip; the focus goes to the chip that takes its place, else to the search field. */
function remove(film) {
  const place = profile.picks.findIndex(({ item_id: id }) => id === film.item_id);
  profile.toggle(film);
  const chips = byId("picks").querySelectorAll("button");
  (chips[Math.min(place, chips.length - 1)] ?? byId("search")).focus();
}

async function showOnboarding() {
  byId("onboarding").replaceChildren(...Array.from({ length: 9 }, () => h("li", { class: "skeleton poster" })));
  try {
    const { items } = await get("v1/items/onboarding", { limit: ONBOARDING });
    byId("onboarding").replaceChildren(...items.map((film) => h("li", {}, poster(film, profile))));
    controls.learnGenres(items);
  } catch (error) {
    byId("onboarding").replaceChildren(h("li", { class: "wide" }, errorAlert(error, showOnboarding)));
  }
}

const refreshLater = debounce(refresh, DELAY_MS);
function refreshSoon() {
  restart();
  refreshLater();
}

profile.addEventListener("change", () => {
  showPicks();
  syncPosters(profile);
  refreshSoon();
});
controls.addEventListener("change", refreshSoon);
byId("start-over").addEventListener("click", () => {
  profile.reset();
  byId("search").focus();
});
setUpSearch((film) => profile.has(film.item_id) || profile.toggle(film));
offerJump();
showPicks();
showOnboarding();
refresh();
