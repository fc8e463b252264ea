// Building elements: text is always text, never markup.

export function el(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (name === "class") element.className = value;
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.filter((child) => child !== null && child !== undefined && child !== ""));
  return element;
}

const COLOURS = 7;

export function colour(id) {
  return Math.abs(id) % COLOURS;
}

export function avatar(name, id, size = "") {
  const letters = name.split(/\s+/).filter(Boolean).map((word) => [...word][0].toUpperCase());
  const initials = letters.length > 1 ? letters[0] + letters.at(-1) : (letters[0] ?? "?");
  return el("span", { class: `avatar colour-${colour(id)} ${size}`, "aria-hidden": "true" }, initials);
}

const SHAPES = {
  attach: "M16.500 6.500 8.700 14.300a2 2 0 0 0 2.800 2.800l8-8a4 4 0 0 0-5.700-5.700l-8.200 8.200a6 6 0 0 0 8.500 8.500l6.400-6.400",
  send: "M4 12 3 4l18 8-18 8 1-8zm0 0h8",
  menu: "M12 5.500v.010M12 12v.010M12 18.500v.010",
  down: "m6 9 6 6 6-6",
  reply: "M10 8V4l-7 7 7 7v-4c5 0 8 1.500 11 5-1-6-4-11-11-11z",
  link: "M8 16 17 7m-8 0h8v8",
  share: "M13 5l7 7-7 7m7-7H9a5 5 0 0 0-5 5v2",
  copy: "M9 9h11v11H9zM15 9V4H4v11h5",
  file: "M13 3H6v18h12V8zm0 0v5h5",
  close: "m6 6 12 12M18 6 6 18",
  keyboard: "M3 7h18v10H3zm4 3.500h.010M12 10.500h.010M17 10.500h.010M8 14h8",
  pin: "M12 21s-7-6.500-7-11a7 7 0 0 1 14 0c0 4.500-7 11-7 11zm0-8.500a2.500 2.500 0 1 0 0-5 2.500 2.500 0 0 0 0 5z",
  app: "M4 5h16v14H4zm0 4h16",
};

export function icon(name) {
  const space = "http://www.w3.org/2000/svg";
  const drawing = document.createElementNS(space, "svg");
  drawing.setAttribute("viewBox", "0 0 24 24");
  drawing.setAttribute("aria-hidden", "true");
  drawing.classList.add("shape", `shape-${name}`);
  const path = document.createElementNS(space, "path");
  path.setAttribute("d", SHAPES[name]);
  drawing.append(path);
  return drawing;
}
