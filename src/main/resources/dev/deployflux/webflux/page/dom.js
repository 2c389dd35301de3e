// Small things that the document lacks. Text from the server only ever becomes text.

export const byId = (id) => document.getElementById(id);

/** An element with text or elements in it; empty ones are left out. */
export function element(name, className = "", ...children) {
  const made = document.createElement(name);
  if (className) {
    made.className = className;
  }
  made.append(...children.filter((child) => child !== "" && child != null));
  return made;
}

/** Whatever stays as it is isn't touched: that would cost a layout, and a selection. */
export function setText(node, text) {
  if (node.textContent !== text) {
    node.textContent = text;
  }
}

/** Without a text there is nothing to be seen. */
export function showText(node, text) {
  setText(node, text);
  setHidden(node, !text);
}

export function setHidden(node, hidden) {
  if (node.hidden !== hidden) {
    node.hidden = hidden;
  }
}

export function setData(node, name, value) {
  if (node.dataset[name] !== value) {
    node.dataset[name] = value;
  }
}

/** Puts a node before another, or at the end. What has the focus keeps it. */
export function place(parent, node, before) {
  if (parent.moveBefore && node.parentNode && node.isConnected && parent.isConnected) {
    parent.moveBefore(node, before);
    return;
  }
  const focused = node.contains(document.activeElement) ? document.activeElement : null;
  parent.insertBefore(node, before);
  focused?.focus({ preventScroll: true });
}

/** A moment, which the ticking of the page keeps up to date: `form` is "ago", "for", "until" or "at". */
export function timeElement(className, form) {
  const made = element("time", className);
  made.dataset.form = form;
  return made;
}
