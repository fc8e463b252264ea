// The small menu of a chat window.
import { el } from "./dom.js";
import { store } from "./store.js";

export function openMenu(pane, anchor) {
  const { blocked } = store.people.get(pane.person);
  const items = [
    ["Press Start", () => pane.try("open", { link: `https://t.me/${store.bot.username}`, chat: pane.person }), blocked],
    ["Open a link…", openLinkField],
    [blocked ? "Unblock the bot" : "Block the bot", () => pane.try("block", { blocked: !blocked })],
  ];
  const close = () => {
    menu.remove();
    removeEventListener("pointerdown", outside, true);
    anchor.setAttribute("aria-expanded", "false");
  };
  const outside = (event) => menu.contains(event.target) || close();
  const shown = items.filter(([, , hidden]) => !hidden);
  const menu = el("div", { class: "menu", role: "menu" }, ...shown.map(([words, run]) => item(words, run, close)));
  menu.addEventListener("keydown", (event) => walk(event, menu, close, anchor));
  anchor.setAttribute("aria-expanded", "true");
  addEventListener("pointerdown", outside, true);
  anchor.after(menu);
  menu.firstElementChild.focus();
}

// On a phone the field is out of sight until it is wanted.
function openLinkField() {
  document.getElementById("link").classList.add("open");
  document.getElementById("link-field").focus();
}

function item(words, run, close) {
  const choose = () => {
    close();
    run();
  };
  return el("button", { type: "button", role: "menuitem", onclick: choose }, words);
}

function walk(event, menu, close, anchor) {
  const items = [...menu.children];
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step) items[(items.indexOf(document.activeElement) + step + items.length) % items.length].focus();
  if (event.key === "Escape") {
    close();
    anchor.focus();
  }
}
