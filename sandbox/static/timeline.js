// The order of a chat: days between messages, and which bubbles belong together.
import { el } from "./dom.js";

const TOGETHER = 300; // seconds between two messages of one sender that still make one group

export function arrange(list, chat, description) {
  for (const old of list.querySelectorAll(".day, .hello")) old.remove();
  const rows = [...list.children];
  if (!rows.length) list.append(hello(chat, description));
  let day = "";
  rows.forEach((row, index) => {
    const message = chat.messages.get(Number(row.dataset.id));
    const next = chat.messages.get(Number(rows[index + 1]?.dataset.id));
    if (!message) return;
    const shown = dayOf(message.date);
    if (shown !== day) row.before(el("div", { class: "day" }, el("span", {}, shown)));
    day = shown;
    row.classList.toggle("last", !together(message, next));
  });
}

function together(message, next) {
  return next && next.from.id === message.from.id && next.date - message.date < TOGETHER && dayOf(next.date) === dayOf(message.date);
}

function dayOf(seconds) {
  const date = new Date(seconds * 1000);
  if (date.toDateString() === new Date().toDateString()) return "Today";
  return date.toLocaleDateString(undefined, { day: "numeric", month: "long" });
}

function hello(chat, description) {
  const words = chat.kind === "private" ? "What can this bot do?" : "Nobody has said anything yet";
  const line = chat.kind === "private" ? description || "Press Start and see." : "Commands for the bot begin with a slash.";
  return el("div", { class: "hello" }, el("b", {}, words), el("span", {}, line));
}
