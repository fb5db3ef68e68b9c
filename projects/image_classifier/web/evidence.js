/** The picture as it was given, the picture as the model saw it with the evidence for one class, and all classes. */

import { upload } from "../shared/client.js";
import { h } from "../shared/dom.js";
import { errorAlert } from "../shared/shell.js";
import { percentage, picture } from "./pictures.js";

/** Two pictures, and a choice of the class to explain: first the most probable one. */
export function evidence(file, { label, probabilities }) {
  const seen = h("div", { class: "frame" });
  const caption = h("figcaption", { class: "small soft" });
  let request = new AbortController();

  async function explain(chosen) {
    request.abort();
    request = new AbortController();
    const { signal } = request;
    caption.replaceChildren("As the model saw it; bright where it speaks for ", h("strong", {}, chosen));
    seen.setAttribute("aria-busy", "true");
    try {
      const response = await upload("v1/explain", file, { params: { label: chosen }, signal });
      seen.replaceChildren(picture(await response.blob(), { alt: `Heat map of what speaks for ${chosen}` }));
    } catch (error) {
      if (signal.aborted) return;
      seen.replaceChildren(errorAlert(error, () => explain(chosen)));
    }
    seen.setAttribute("aria-busy", "false");
  }

  explain(label);
  return [
    h("div", { class: "pair" },
      h("figure", {},
        h("div", { class: "frame" }, picture(file, { alt: file.name, class: "given" })),
        h("figcaption", { class: "small soft" }, "As you gave it")),
      h("figure", { class: "seen" }, seen, caption)),
    classes(probabilities, label, explain),
  ];
}

/** Every class with its probability, as a choice of which one to explain. */
function classes(probabilities, label, onChoose) {
  const rows = probabilities.map(({ label: name, probability }) =>
    h("label", { class: "class" },
      h("input", { type: "radio", name: "evidence", value: name, checked: name === label, onchange: () => onChoose(name) }),
      h("span", { class: "class-name" }, name),
      h("span", { class: "progress", vars: { "--share": probability } }),
      h("span", { class: "class-number", data: { value: probability } }, percentage(probability))));
  return h("fieldset", { class: "classes" },
    h("legend", { class: "small soft" }, "Every class. Choose one to see what speaks for it."),
    h("div", { class: "class-list" }, rows));
}
