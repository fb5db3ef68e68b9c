/** How pictures and percentages look, and what can be wrong with a picture. */

import { h } from "../shared/dom.js";

const FEW_PIXELS = 100;

/** What an answer's status says of the file; sending the same file again changes nothing then. */
export const FAULTS = { 413: "is too large", 422: "cannot be read" };

/** An image of a blob. Its address is given back once it is drawn; pictures of few pixels show them sharply. */
export function picture(blob, props) {
  const url = URL.createObjectURL(blob);
  const onload = ({ currentTarget: image }) => {
    URL.revokeObjectURL(url);
    image.classList.toggle("pixelated", image.naturalWidth < FEW_PIXELS);
  };
  return h("img", { ...props, src: url, onload, onerror: () => URL.revokeObjectURL(url) });
}

/** "97.3%", and never a round 0 or 100 for what is only close to it. */
export function percentage(probability) {
  if (probability > 0.999) return ">99.9%";
  if (probability < 0.001) return "<0.1%";
  return `${(probability * 100).toFixed(1)}%`;
}
