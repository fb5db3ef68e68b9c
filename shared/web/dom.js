/**
 * Build DOM nodes from data. Text stays text: nothing here parses HTML, so no title, name or error message
 * that comes from the service can become markup.
 */

/**
 * Create one element.
 *
 * Props: `class`; `data` (object → data-* attributes); `vars` (object → CSS custom properties, the way to pass a
 * number to the stylesheet under a policy without inline styles); `onclick` and other listeners; booleans become
 * present or absent attributes; everything else is an attribute. Null and false children are left out.
 */
export function h(tag, props = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (name === "data") Object.assign(node.dataset, value);
    else if (name === "vars") Object.entries(value).forEach(([key, number]) => node.style.setProperty(key, number));
    else if (typeof value === "function") node.addEventListener(name.slice(2), value);
    else if (value === true) node.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined) node.setAttribute(name, value);
  }
  node.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

/** The element with this id; a missing one is a mistake in the template, so it throws. */
export function byId(id) {
  const node = document.getElementById(id);
  if (!node) throw new Error(`the page has no element #${id}`);
  return node;
}

/** Run `action` once calls have stopped coming for `delay` milliseconds. */
export function debounce(action, delay) {
  let timer;
  return (...args) => {
    clearTimeout(timer);
    timer = setTimeout(() => action(...args), delay);
  };
}
