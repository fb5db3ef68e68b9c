/** A decision: recorded at once, or with a reason when it goes against the recommendation. */

import { byId } from "../shared/dom.js";

const AGAINST = { advance: "reject", review: "advance" };
const TITLES = { reject: "Reject a likely fit?", advance: "Advance against the recommendation?" };
const TEXTS = {
  reject: "The numbers speak for this candidate. You may know better: say what.",
  advance: "The numbers do not speak for this candidate, or a must is missing. You may know better: say what.",
};

/** The body of the decision without its receipt; null when the person thinks better of it. */
export async function reasoned(candidate, decision) {
  if (AGAINST[candidate.recommendation] !== decision) return { decision };
  const reason = await ask(decision);
  return reason && { decision, reason };
}

function ask(decision) {
  const [dialog, form, field] = [byId("reason-dialog"), byId("reason-form"), byId("reason")];
  byId("reason-title").textContent = TITLES[decision];
  byId("reason-text").textContent = TEXTS[decision];
  field.value = "";
  dialog.showModal();
  return new Promise((resolve) => {
    let answer = null;
    form.onsubmit = (event) => {
      event.preventDefault();
      answer = field.value.trim();
      if (answer) dialog.close();
    };
    byId("reason-cancel").onclick = () => dialog.close();
    dialog.addEventListener("close", () => resolve(answer), { once: true });
  });
}
