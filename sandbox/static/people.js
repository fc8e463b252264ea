// The switcher: everybody one can act as, with what they have not read yet.
import { act } from "./api.js";
import { avatar, el } from "./dom.js";
import { plain } from "./entities.js";
import { chatsOf, lastMessage, store, unread } from "./store.js";

// `panes`: shown(person) and show(person)
export function drawPeople(list, panes) {
  const focused = document.activeElement?.closest?.(".person")?.dataset.person;
  list.replaceChildren(...[...store.people.values()].map((person) => row(person, panes)));
  if (focused) list.querySelector(`[data-person="${focused}"]`)?.focus();
}

function row(person, panes) {
  const count = chatsOf(person.id).reduce((sum, chat) => sum + unread(person.id, chat.id), 0);
  const last = lastMessage(store.chats.get(person.id));
  const shown = panes.shown(person.id);
  const label = `${person.name}${count ? `, ${count} unread` : ""}`;
  const button = el("button", { type: "button", class: "person", "aria-label": label, "aria-pressed": String(shown), "data-person": person.id });
  button.append(
    avatar(person.name, person.id),
    el(
      "span",
      { class: "person-words" },
      el("span", { class: "person-top" }, el("b", {}, person.name), el("span", { class: "tongue" }, person.language)),
      el("span", { class: "person-last" }, person.blocked ? "has blocked the bot" : last ? preview(last, person) : "not started yet"),
    ),
  );
  if (count) button.append(el("span", { class: "badge", "aria-hidden": "true" }, String(count)));
  button.addEventListener("click", () => panes.show(person.id));
  return el("li", {}, button);
}

function preview(message, person) {
  const words = plain(message).split("\n")[0];
  return message.from.id === person.id ? `You: ${words}` : words;
}

export function newcomer(panes) {
  const dialog = document.getElementById("newcomer");
  const form = dialog.querySelector("form");
  document.getElementById("new-person").addEventListener("click", () => {
    form.reset();
    dialog.showModal();
  });
  form.querySelector("[value=cancel]").addEventListener("click", () => dialog.close());
  form.addEventListener("submit", async () => {
    const { name, language } = Object.fromEntries(new FormData(form));
    const person = await act("people", { name, language });
    await panes.reload();
    panes.show(person.id);
  });
}
