/** The search field: an ARIA combobox. Arrow keys move, Enter picks, Escape closes; the focus stays in the field. */

import { get } from "../shared/client.js";
import { byId, debounce, h } from "../shared/dom.js";
import { errorAlert } from "../shared/shell.js";
import { edge, facts } from "./films.js";

const LIMIT = 12;
const DELAY_MS = 150;

/** Wire the field up; `onPick(film)` is called with the film chosen. */
export function setUpSearch(onPick) {
  const [input, list, status] = [byId("search"), byId("search-options"), byId("search-status")];
  let films = [];
  let active = -1;
  let request = new AbortController();

  function close() {
    films = [];
    list.hidden = true;
    list.replaceChildren();
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  }

  function show(...rows) {
    list.replaceChildren(...rows);
    list.hidden = false;
    input.setAttribute("aria-expanded", "true");
    activate(-1);
  }

  function activate(index) {
    active = index;
    [...list.children].forEach((row, i) => row.setAttribute("aria-selected", String(i === index)));
    const row = list.children[index];
    row?.scrollIntoView({ block: "nearest" });
    if (row) input.setAttribute("aria-activedescendant", row.id);
    else input.removeAttribute("aria-activedescendant");
  }

  function choose(film) {
    if (!film) return;
    request.abort();
    input.value = "";
    status.textContent = `${film.title} picked`;
    close();
    onPick(film);
  }

  async function find(query) {
    request.abort();
    request = new AbortController();
    const { signal } = request;
    if (!query) return close();
    try {
      ({ items: films } = await get("v1/items", { query, limit: LIMIT }, { signal }));
    } catch (error) {
      if (!signal.aborted) show(note(errorAlert(error)));
      return;
    }
    status.textContent = films.length ? `${films.length} films found` : "No film found";
    if (films.length) show(...films.map((film, i) => option(film, i, choose)));
    else show(note(`No film has “${query}” in its title.`));
  }

  function onKey(event) {
    const moves = { ArrowDown: active + 1, ArrowUp: active - 1 };
    if (event.key === "Escape" && !list.hidden) close();
    else if (event.key === "Enter") choose(films[Math.max(active, 0)]);
    else if (event.key in moves && films.length) activate((moves[event.key] + films.length) % films.length);
    else return;
    event.preventDefault();
  }

  const findSoon = debounce(() => find(input.value.trim()), DELAY_MS);
  input.addEventListener("input", findSoon);
  input.addEventListener("keydown", onKey);
  input.addEventListener("blur", close);
}

/** A row that says something and cannot be picked. */
function note(content) {
  return h("li", { role: "option", class: "soft", "aria-disabled": "true" }, content);
}

function option(film, index, choose) {
  return h("li",
    {
      id: `search-option-${index}`, role: "option", class: "option", vars: edge(film),
      onmousedown: (event) => event.preventDefault(), // keeps the focus, so that blur does not close the list first
      onclick: () => choose(film),
    },
    h("span", { class: "film-title" }, film.title),
    h("span", { class: "small soft" }, facts(film)));
}
