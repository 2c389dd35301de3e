// A shape for each state, so that none is told by its colour alone.

const SVG = "http://www.w3.org/2000/svg";
const PATHS = {
  back: "M3.5 3.5 12.5 12.5M12.5 3.5 3.5 12.5",
  turning: "M5.5 2.5 2 6l3.5 3.5M2 6h8a4 4 0 0 1 0 8H6",
  paused: "M5.5 3v10M10.5 3v10",
  stuck: "M3.5 2h9M3.5 14h9M5 2v2.5L8 8l3-3.5V2M5 14v-2.5L8 8l3 3.5V14",
  unreadable: "M8 1.8 14.8 14H1.2zM8 6.2v3.6M8 11.9v.1",
  rolling: "M4.5 2.8v10.4L13 8z",
  good: "M2.5 8.5 6.3 12.3 13.5 4",
  stopped: "M3.5 3.5h9v9h-9z",
  none: "M3.5 8h9",
  unread: "M3 8h.01M8 8h.01M13 8h.01",
};

/** Hidden from those who hear the page: a word stands beside each. */
export function icon(kind) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 16 16");
  svg.setAttribute("aria-hidden", "true");
  svg.classList.add("icon");
  svg.append(document.createElementNS(SVG, "path"));
  setIcon(svg, kind);
  return svg;
}

export function setIcon(svg, kind) {
  if (svg.dataset.kind !== kind) {
    svg.dataset.kind = kind;
    svg.firstChild.setAttribute("d", PATHS[kind] ?? PATHS.none);
  }
}
