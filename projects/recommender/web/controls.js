/** The knobs of the list: variety, genres to leave out, years. They hold their own state and report changes. */

import { byId, h } from "../shared/dom.js";

export class Controls extends EventTarget {
  #diversity = null; // null: the service decides
  #excluded = new Set();
  #genres = new Set();

  constructor() {
    super();
    byId("diversity").addEventListener("input", ({ target }) => this.#setDiversity(Number(target.value)));
    byId("diversity-reset").addEventListener("click", () => this.#setDiversity(null));
    byId("year-from").addEventListener("input", () => this.#changed());
    byId("year-to").addEventListener("input", () => this.#changed());
    byId("rules-clear").addEventListener("click", () => this.clearRules());
  }

  get diversity() {
    return this.#diversity;
  }

  /** The rules in the API's terms, or null while the years make no sense. */
  get rules() {
    if (!this.#yearsValid()) return null;
    return { exclude_genres: [...this.#excluded], year_from: year("year-from"), year_to: year("year-to") };
  }

  get ruleCount() {
    return this.#excluded.size + Number(year("year-from") !== null) + Number(year("year-to") !== null);
  }

  clearRules() {
    this.#excluded.clear();
    byId("year-from").value = "";
    byId("year-to").value = "";
    byId("genres").querySelectorAll(".chip").forEach((chip) => chip.setAttribute("aria-pressed", "false"));
    this.#changed();
  }

  /** Show the variety that the service chose; once the person has moved the slider, it stays where it is. */
  showDefaultDiversity(value) {
    if (this.#diversity !== null) return;
    byId("diversity").value = value;
    byId("diversity-value").textContent = asPercentage(value);
  }

  /** Offer the genres of these films as filters, next to those already there. */
  learnGenres(films) {
    const fresh = new Set(films.flatMap((film) => film.genres).filter((genre) => !this.#genres.has(genre)));
    fresh.forEach((genre) => this.#genres.add(genre));
    for (const genre of fresh) {
      const next = [...byId("genres").children].find((chip) => chip.textContent.localeCompare(genre) > 0);
      byId("genres").insertBefore(this.#genreChip(genre), next ?? null);
    }
  }

  #genreChip(genre) {
    const onclick = ({ currentTarget }) => {
      if (!this.#excluded.delete(genre)) this.#excluded.add(genre);
      currentTarget.setAttribute("aria-pressed", String(this.#excluded.has(genre)));
      this.#changed();
    };
    return h("button", { class: "chip", type: "button", "aria-pressed": "false", onclick }, genre);
  }

  #setDiversity(value) {
    this.#diversity = value;
    byId("diversity-reset").hidden = value === null;
    if (value !== null) byId("diversity-value").textContent = asPercentage(value);
    this.#changed();
  }

  #yearsValid() {
    const inputs = [byId("year-from"), byId("year-to")];
    const [from, to] = inputs.map((input) => year(input.id));
    const ordered = from === null || to === null || from <= to;
    const problem = !inputs.every((input) => input.validity.valid)
      ? "A year is a whole number between 1850 and 2200."
      : ordered ? "" : "The first year is after the second.";
    inputs.forEach((input) => input.setAttribute("aria-invalid", String(problem !== "")));
    byId("years-error").textContent = problem;
    byId("years-error").hidden = problem === "";
    return problem === "";
  }

  #changed() {
    byId("rules-count").textContent = `${this.ruleCount} active`;
    byId("rules-count").hidden = this.ruleCount === 0;
    byId("rules-clear").hidden = this.ruleCount === 0;
    this.dispatchEvent(new Event("change"));
  }
}

function asPercentage(share) {
  return `${Math.round(share * 100)}%`;
}

function year(id) {
  const { value } = byId(id);
  return value === "" ? null : Number(value);
}
