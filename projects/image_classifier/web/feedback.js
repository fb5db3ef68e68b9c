/** Was it right? The answer goes to the service with the id of the classification that it is about. */

import { post } from "../shared/client.js";
import { h } from "../shared/dom.js";
import { errorAlert } from "../shared/shell.js";

/** A question; who answers it is thanked in its place. */
export function feedback({ request_id: requestId, label, rejected, probabilities }) {
  const eventId = newId(); // one a classification, so that trying again counts once
  const place = h("section", { class: "feedback", "aria-label": "Feedback" });

  async function send(right) {
    try {
      await post("v1/feedback", { event_id: eventId, request_id: requestId, label: right });
    } catch (error) {
      place.append(errorAlert(error, ({ currentTarget }) => {
        currentTarget.closest(".alert").remove();
        send(right);
      }));
      return;
    }
    const thanks = h("p", { class: "alert good", tabindex: "-1", role: "status" }, `Thank you. Noted as ${right}.`);
    place.replaceChildren(thanks);
    thanks.focus();
  }

  const names = probabilities.map((row) => row.label);
  const others = rejected ? names : names.filter((name) => name !== label);
  const correction = whatItIs(others, send);
  place.append(...(rejected ? [correction] : [yesOrNo(() => send(label), correction), correction]));
  correction.hidden = !rejected;
  return place;
}

function yesOrNo(onYes, correction) {
  const no = h("button", { class: "chip", type: "button", "aria-expanded": "false" }, "No");
  no.addEventListener("click", () => {
    correction.hidden = !correction.hidden;
    no.setAttribute("aria-expanded", String(!correction.hidden));
    if (!correction.hidden) correction.querySelector("select").focus();
  });
  return h("div", { class: "row" }, h("span", {}, "Was it right?"), h("button", { class: "chip", type: "button", onclick: onYes }, "Yes"), no);
}

function whatItIs(labels, send) {
  const select = h("select", { required: true }, h("option", { value: "" }, "Choose a class"),
    labels.toSorted((a, b) => a.localeCompare(b)).map((label) => h("option", {}, label)));
  const onsubmit = (event) => {
    event.preventDefault();
    send(select.value);
  };
  return h("form", { class: "correction", onsubmit },
    h("label", { class: "field" }, "What is it really?", select),
    h("button", { class: "button", type: "submit" }, "Send"));
}

/** 128 random bits in hex. `crypto.randomUUID` would need HTTPS. */
function newId() {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
