/** Did the answer help? What is said goes to the service with the id of the answer. */

import { post } from "../shared/client.js";
import { h } from "../shared/dom.js";
import { errorAlert } from "../shared/shell.js";

const MAX_COMMENT = 1_000;

/** A question; who says no may say why. */
export function feedback({ request_id: requestId }) {
  const eventId = newId(); // one an answer, so that trying again counts once
  const place = h("div", { class: "feedback", role: "group", "aria-label": "Feedback" });

  async function send(kind, comment = null) {
    place.querySelector(".alert")?.remove();
    try {
      await post("v1/feedback", { event_id: eventId, request_id: requestId, kind, comment });
    } catch (error) {
      place.append(errorAlert(error, () => send(kind, comment)));
      return;
    }
    const thanks = h("p", { class: "small soft", tabindex: "-1", role: "status" }, "Thank you. Noted.");
    place.replaceChildren(thanks);
    thanks.focus();
  }

  const form = comment(send);
  const no = h("button", { class: "chip", type: "button", "aria-expanded": "false" }, "No");
  no.addEventListener("click", () => {
    form.hidden = !form.hidden;
    no.setAttribute("aria-expanded", String(!form.hidden));
    if (!form.hidden) form.querySelector("textarea").focus();
  });
  place.append(h("div", { class: "row small" }, h("span", { class: "soft" }, "Did this help?"),
    h("button", { class: "chip", type: "button", onclick: () => send("up") }, "Yes"), no), form);
  return place;
}

function comment(send) {
  const words = h("textarea", { rows: "2", maxlength: String(MAX_COMMENT) });
  const onsubmit = (event) => {
    event.preventDefault();
    send("down", words.value.trim() || null);
  };
  return h("form", { class: "stack comment", hidden: true, onsubmit },
    h("label", { class: "field" }, "What was wrong? You may leave this empty.", words),
    h("button", { class: "button", type: "submit" }, "Send"));
}

/** 128 random bits in hex. `crypto.randomUUID` would need HTTPS. */
function newId() {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
