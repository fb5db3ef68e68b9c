/** How a film looks. There are no posters, so its type and the colours of its genres do the work. */

import { h } from "../shared/dom.js";

const HUES = {
  "Action": 28, "Adventure": 60, "Animation": 90, "Children's": 110, "Children": 110, "Comedy": 78, "Crime": 345,
  "Documentary": 200, "Drama": 255, "Fantasy": 310, "Film-Noir": 275, "Horror": 15, "Musical": 330, "Mystery": 290,
  "Romance": 0, "Sci-Fi": 225, "Thriller": 180, "War": 130, "Western": 48,
};

/** Colour angle in degrees; a genre that the table does not know gets a stable one from its name. */
function hue(genre) {
  return HUES[genre] ?? [...genre].reduce((sum, letter) => (sum * 31 + letter.codePointAt(0)) % 360, 7);
}

/** CSS variables for the coloured edge: first genre to last. */
export function edge({ genres }) {
  const [first, last] = genres.length ? [genres[0], genres.at(-1)] : ["", ""];
  return { "--hue": hue(first), "--hue-end": hue(last) };
}

/** "1977 · Action, Sci‑Fi", leaving out what is not known; the hyphen does not break. */
export function facts({ year, genres }, most = Infinity) {
  return [year, genres.slice(0, most).join(", ").replaceAll("-", "\u2011")].filter(Boolean).join(" · ");
}

/** A film as a switch: pressed while it is among the picks. */
export function poster(film, profile) {
  return h("button",
    {
      class: "poster", type: "button", vars: edge(film), data: { itemId: film.item_id },
      "aria-pressed": String(profile.has(film.item_id)), onclick: () => profile.toggle(film),
    },
    h("span", { class: "film-title" }, film.title),
    h("span", { class: "small soft" }, facts(film, 2)));
}

/** Bring all posters on the page in line with the picks. */
export function syncPosters(profile) {
  for (const node of document.querySelectorAll(".poster")) {
    node.setAttribute("aria-pressed", String(profile.has(node.dataset.itemId)));
  }
}
