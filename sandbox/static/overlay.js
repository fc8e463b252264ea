// What lies over one chat window: toasts, alerts, the pay sheet, a choice of chats. The other windows stay usable.
import { avatar, el } from "./dom.js";
import { money } from "./money.js";

const TOAST_STAYS = 3500; // ms

export class Overlay {
  constructor(pane) {
    this.pane = pane;
    this.toasts = el("div", { class: "toasts", role: "status", "aria-live": "polite" });
  }

  toast(text) {
    const toast = el("div", { class: "toast", "data-testid": "toast" }, text);
    this.toasts.replaceChildren(toast);
    setTimeout(() => toast.remove(), TOAST_STAYS);
  }

  alert(text, title = "Turnout") {
    return this.sheet("alertdialog", "popup", (close) => [
      el("h2", {}, title),
      el("p", {}, text),
      el("div", { class: "dialog-buttons" }, el("button", { type: "button", class: "plain", onclick: () => close(true) }, "OK")),
    ]);
  }

  // Resolves with "pay", "decline" or null.
  pay(invoice, name) {
    const total = money(invoice.total_amount, invoice.currency);
    return this.sheet("dialog", "paying", (close) => [
      el("h2", {}, "Checkout"),
      el("div", { class: "bill" }, el("b", {}, invoice.title), el("span", {}, invoice.description)),
      el("div", { class: "bill-line" }, el("span", {}, "Total"), el("b", {}, total)),
      el("div", { class: "bill-line" }, el("span", {}, "Paid by"), el("span", {}, name)),
      el("div", { class: "bill-line" }, el("span", {}, "Method"), el("span", {}, invoice.currency === "XTR" ? "Telegram Stars" : "Test card ···· 4242")),
      el("button", { type: "button", class: "filled wide", onclick: () => close("pay") }, `Pay ${total}`),
      el("button", { type: "button", class: "plain wide", onclick: () => close("decline") }, invoice.currency === "XTR" ? "Too few Stars" : "Card is declined"),
      el("button", { type: "button", class: "plain wide", onclick: () => close(null) }, "Close"),
    ]);
  }

  // Resolves with the id of what was chosen, of `places` with an id and a title, or null.
  choose(title, chats) {
    return this.sheet("dialog", "choosing", (close) => [
      el("h2", {}, title),
      ...chats.map((chat) => el("button", { type: "button", class: "choice", onclick: () => close(chat.id) }, avatar(chat.title, chat.id, "small"), chat.title)),
      el("button", { type: "button", class: "plain wide", onclick: () => close(null) }, "Cancel"),
    ]);
  }

  // Resolves with what `close` is given; Escape and a click beside the sheet close it with null.
  sheet(role, kind, fill) {
    const before = document.activeElement;
    return new Promise((resolve) => {
      const close = (value) => {
        shade.remove();
        before?.focus({ preventScroll: true });
        resolve(value);
      };
      const box = el("div", { class: `sheet ${kind}`, role, "aria-modal": "true", tabindex: "-1", "data-testid": kind });
      box.append(...fill(close));
      box.setAttribute("aria-label", box.querySelector("h2").textContent);
      const shade = el("div", { class: "shade" }, box);
      shade.addEventListener("click", (event) => event.target === shade && close(null));
      shade.addEventListener("keydown", (event) => keepInside(event, box, close));
      this.pane.append(shade);
      (box.querySelector(".filled") ?? box.querySelector("button")).focus({ preventScroll: true });
    });
  }
}

function keepInside(event, box, close) {
  if (event.key === "Escape") close(null);
  if (event.key !== "Tab") return;
  const buttons = [...box.querySelectorAll("button")];
  const [first, last] = [buttons[0], buttons.at(-1)];
  const leaves = event.shiftKey ? document.activeElement === first : document.activeElement === last;
  if (!leaves) return;
  event.preventDefault();
  (event.shiftKey ? last : first).focus();
}
