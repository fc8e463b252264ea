// What each sort of inline button does when it is pressed.
import { chatsOf, store } from "./store.js";

export async function press(pane, message, key, button) {
  if (key.callback_data !== undefined) return tap(pane, message, key, button);
  if (key.pay) return pay(pane, message);
  if (key.url) return visit(pane, key.url);
  if (key.web_app) return inside(pane, key.web_app.url);
  if (key.copy_text) return copy(pane, key.copy_text.text);
  if (key.switch_inline_query_current_chat !== undefined) return pane.composer.draft(`@${store.bot.username} ${key.switch_inline_query_current_chat}`);
  const query = key.switch_inline_query ?? key.switch_inline_query_chosen_chat?.query ?? "";
  return share(pane, query);
}

// Into a group, or to another person.
export async function forward(pane, message) {
  const groups = chatsOf(pane.person).filter((chat) => chat.kind !== "private" && chat.id !== pane.chat);
  const others = [...store.people.values()].filter((one) => one.id !== pane.person);
  const places = [...groups, ...others.map((one) => ({ id: one.id, title: one.name }))];
  const to = await pane.overlay.choose("Forward to…", places);
  if (to === null) return;
  if (await pane.try("forward", { message: message.message_id, to })) pane.overlay.toast("Forwarded");
}

async function tap(pane, message, key, button) {
  if (button.classList.contains("busy")) return;
  button.classList.add("busy");
  button.setAttribute("aria-busy", "true");
  const answer = await pane.try("tap", { message: message.message_id, data: key.callback_data });
  if (answer) pane.hold(answer.query, button);
  if (!answer || !pane.data.busy) {
    button.classList.remove("busy");
    button.removeAttribute("aria-busy");
  }
}

async function pay(pane, message) {
  const chosen = await pane.overlay.pay(message.invoice, store.people.get(pane.person).name);
  if (!chosen) return;
  const answer = await pane.try(chosen, { message: message.message_id });
  if (answer?.error) pane.overlay.alert(answer.error, "Payment failed");
}

function visit(pane, address) {
  if (!pane.open(address)) window.open(address, "_blank", "noopener");
}

// A Mini App: Telegram shows it in a window of its own, and tells it who opens it.
async function inside(pane, url) {
  const answer = await pane.try("inside", { url, chat: pane.chat });
  if (answer) window.open(answer.url, "_blank", "noopener");
}

async function copy(pane, text) {
  try {
    await navigator.clipboard.writeText(text);
    pane.overlay.toast("Copied");
  } catch {
    pane.overlay.alert(text, "Copy this");
  }
}

async function share(pane, query) {
  const chat = await pane.overlay.choose("Share to…", chatsOf(pane.person));
  if (chat === null) return;
  pane.show(chat);
  pane.composer.draft(`@${store.bot.username} ${query}`);
}
