/** What the browser remembers of its person: a random user id and the films picked, nothing else. */

const STORAGE_KEY = "recommender-profile";
export const MAX_PICKS = 500;

export class Profile extends EventTarget {
  #userId;
  #picks;

  constructor(storage) {
    super();
    this.storage = storage;
    const { userId, picks } = readStored(storage);
    this.#userId = userId ?? newId();
    this.#picks = new Map((picks ?? []).map((film) => [film.item_id, film]));
    this.#save();
  }

  get userId() {
    return this.#userId;
  }

  /** Films in the order in which they were picked. */
  get picks() {
    return [...this.#picks.values()];
  }

  has(itemId) {
    return this.#picks.has(itemId);
  }

  toggle(film) {
    if (!this.#picks.delete(film.item_id) && this.#picks.size < MAX_PICKS) this.#picks.set(film.item_id, film);
    this.#changed();
  }

  /** Forget the picks and become somebody else, so that earlier feedback no longer counts either. */
  reset() {
    this.#userId = newId();
    this.#picks.clear();
    this.#changed();
  }

  #changed() {
    this.#save();
    this.dispatchEvent(new Event("change"));
  }

  #save() {
    try {
      this.storage.setItem(STORAGE_KEY, JSON.stringify({ userId: this.#userId, picks: this.picks }));
    } catch {
      // Storage is full or forbidden: the page works, and forgets on reload.
    }
  }
}

/** 128 random bits in hex. `crypto.randomUUID` would need HTTPS. */
export function newId() {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function readStored(storage) {
  try {
    return JSON.parse(storage.getItem(STORAGE_KEY)) ?? {};
  } catch {
    return {};
  }
}
