// Buttons under a message, and the keyboard under the input.
import { el, icon } from "./dom.js";

const SIGNS = [
  ["url", "link"],
  ["web_app", "app"],
  ["switch_inline_query", "share"],
  ["switch_inline_query_current_chat", "share"],
  ["switch_inline_query_chosen_chat", "share"],
  ["copy_text", "copy"],
];

export function keys(message, chat) {
  const rows = message.reply_markup?.inline_keyboard;
  if (!rows) return null;
  return el("div", { class: "keys", role: "group", "aria-label": "Buttons" }, ...rows.map((row) => line(row, message, chat)));
}

function line(row, message, chat) {
  const made = row.map((key) => {
    const sign = SIGNS.find(([action]) => key[action] !== undefined)?.[1];
    const button = el("button", { type: "button", class: `key ${key.style ?? ""}`, "data-testid": "key", disabled: Boolean(key.disabled) });
    button.append(el("span", { class: "key-words" }, key.text));
    if (sign) button.append(icon(sign));
    button.addEventListener("click", () => chat.press(message, key, button));
    return button;
  });
  return el("div", { class: "keys-row" }, ...made);
}

// `press(key)` is told which was pressed; returns null where there is no such keyboard.
export function replyKeys(keyboard, press) {
  if (!keyboard?.keyboard) return null;
  const rows = keyboard.keyboard.map((row) => el("div", { class: "keys-row" }, ...row.map((key) => replyKey(key, press))));
  return el("div", { class: "reply-keys", role: "group", "aria-label": "Quick answers" }, ...rows);
}

function replyKey(key, press) {
  return el("button", { type: "button", class: `reply-key ${key.style ?? ""}`, onclick: () => press(key) }, key.text);
}
