// One chat window of one person: header, messages, composer, and what is laid over them.
import { act } from "./api.js";
import { Composer } from "./composer.js";
import { avatar, el, icon } from "./dom.js";
import { plain } from "./entities.js";
import { bubble } from "./messages.js";
import { forward, press } from "./press.js";
import { Overlay } from "./overlay.js";
import { openMenu } from "./menu.js";
import { chatsOf, markRead, store, unread } from "./store.js";
import { arrange } from "./timeline.js";

const ACTION_LASTS = 5000; // ms
const TYPING_AFTER = 250; // ms: a quick bot never seems to type

export class Pane {
  constructor(person) {
    this.person = person;
    this.chat = person;
    this.busyKeys = new Map();
    this.build();
    this.show(person);
  }

  get data() {
    return store.chats.get(this.chat);
  }

  build() {
    const who = store.people.get(this.person);
    this.tabs = el("div", { class: "tabs", role: "tablist", "aria-label": "Chats" });
    this.face = el("span", { class: "face" });
    this.title = el("b", { class: "chat-title" });
    this.status = el("span", { class: "chat-status", role: "status" });
    const menu = el("button", { type: "button", class: "icon", "aria-label": `Menu of ${who.name}`, "aria-haspopup": "menu" }, icon("menu"));
    menu.addEventListener("click", () => openMenu(this, menu));
    this.owner = el("div", { class: "owner" }, avatar(who.name, who.id, "tiny"), el("b", {}, who.name), el("span", { class: "tongue" }, who.language));
    const head = el("header", { class: "chat-head" }, this.face, el("div", { class: "chat-names" }, this.title, this.status), this.owner, menu);
    this.pin = el("button", { type: "button", class: "pin", hidden: true });
    this.pin.addEventListener("click", () => this.find(this.data.pinned)?.scrollIntoView({ block: "center" }));
    this.list = el("div", { class: "list" });
    this.scroll = el("div", { class: "scroll", role: "log", "aria-label": "Messages", tabindex: "0" }, this.list);
    this.jump = el("button", { type: "button", class: "jump", "aria-label": "To the newest message", hidden: true }, icon("down"));
    this.jump.addEventListener("click", () => this.toEnd(true));
    this.scroll.addEventListener("scroll", () => (this.jump.hidden = this.atEnd()));
    this.element = el("section", { class: "pane", "aria-label": who.name, "data-person": who.id, "data-testid": `pane-${who.id}` });
    this.overlay = new Overlay(this.element);
    this.composer = new Composer(this);
    const middle = el("div", { class: "middle" }, this.scroll, this.jump, this.overlay.toasts);
    this.element.append(head, this.tabs, this.pin, middle, this.composer.element);
  }

  show(chat) {
    this.chat = chat;
    this.busyKeys.clear();
    this.head();
    const { messages } = this.data;
    this.list.replaceChildren(...[...messages.values()].map((message) => this.draw(message)));
    this.settle();
    this.composer.refresh();
    this.composer.loadCommands();
    this.working();
    this.toEnd();
    markRead(this.person, this.chat);
  }

  head() {
    const { title, kind, members } = this.data;
    this.isGroup = kind !== "private";
    this.face.replaceChildren(this.isGroup ? avatar(title, this.chat) : el("img", { src: "/sandbox/static/icon.svg", alt: "", class: "avatar" }));
    this.title.textContent = title;
    this.idle = this.isGroup ? `${members.length + this.data.hasBot} members` : "bot";
    const chats = chatsOf(this.person);
    this.tabs.hidden = chats.length < 2;
    this.tabs.replaceChildren(...chats.map((chat) => this.tab(chat)));
  }

  tab(chat) {
    const count = unread(this.person, chat.id);
    const tab = el("button", { type: "button", role: "tab", "aria-selected": String(chat.id === this.chat) }, chat.title);
    if (count) tab.append(el("span", { class: "badge", "aria-label": `${count} unread` }, String(count)));
    tab.addEventListener("click", () => this.show(chat.id));
    return tab;
  }

  draw(message) {
    return bubble(message, {
      person: this.person,
      isGroup: this.isGroup,
      acts: { open: (link) => this.open(link), command: (text) => this.say(text) },
      forward: (of) => forward(this, of),
      reply: (to) => this.composer.replyTo(to),
      press: (message, key, button) => press(this, message, key, button),
    });
  }

  // --- what happens ---

  received({ message, fresh }) {
    const near = this.atEnd() || message.from.id === this.person;
    const drawn = this.draw(message);
    const former = this.find(message.message_id);
    if (former) former.replaceWith(drawn);
    else this.list.append(drawn);
    if (fresh && !former) drawn.classList.add("fresh");
    this.settle();
    if (near) this.toEnd(fresh);
    this.quiet();
  }

  removed(id) {
    this.find(id)?.remove();
    this.settle();
  }

  answered(answer) {
    this.release(answer.query);
    if (answer.url) this.open(answer.url);
    if (!answer.text) return;
    if (answer.show_alert) this.overlay.alert(answer.text);
    else this.overlay.toast(answer.text);
  }

  working() {
    clearTimeout(this.timer);
    if (this.data.busy) this.timer = setTimeout(() => this.typing(), TYPING_AFTER);
    else this.quiet();
  }

  typing() {
    this.status.textContent = "typing";
    this.status.classList.add("typing");
  }

  // The bot says itself that it types: for a few seconds, or until it has spoken.
  acting() {
    this.typing();
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.quiet(), ACTION_LASTS);
  }

  quiet() {
    clearTimeout(this.timer);
    this.status.textContent = this.idle;
    this.status.classList.remove("typing");
    if (!this.data.busy) for (const query of [...this.busyKeys.keys()]) this.release(query);
  }

  hold(query, button) {
    this.busyKeys.set(query, button);
  }

  release(query) {
    const button = this.busyKeys.get(query);
    this.busyKeys.delete(query);
    button?.classList.remove("busy");
    button?.removeAttribute("aria-busy");
  }

  // --- what the person does ---

  async try(name, facts = {}) {
    try {
      return await act(name, { person: this.person, chat: this.chat, ...facts });
    } catch (error) {
      this.overlay.toast(error.message);
      return null;
    }
  }

  say(text) {
    return this.try("send", { text });
  }

  // Opens a deep link of the bot; false where it leads elsewhere.
  open(link) {
    const { username } = store.bot;
    const own = new RegExp(`^(https?://(t|telegram)\\.me/${username}(\\?|$)|tg://resolve\\?.*domain=${username})`, "i");
    if (!own.test(link)) return false;
    this.show(this.person);
    this.try("open", { link, chat: this.person });
    return true;
  }

  // --- looks ---

  find(id) {
    return this.list.querySelector(`[data-id="${CSS.escape(String(id))}"]`);
  }

  settle() {
    const pinned = this.data.messages.get(this.data.pinned);
    this.pin.hidden = !pinned;
    if (pinned) this.pin.replaceChildren(el("b", {}, "Pinned message"), el("span", {}, plain(pinned).split("\n")[0]));
    arrange(this.list, this.data, store.people.get(this.person).description);
    const empty = !this.data.messages.size;
    this.element.classList.toggle("empty", empty);
  }

  atEnd() {
    return this.scroll.scrollHeight - this.scroll.scrollTop - this.scroll.clientHeight < 80;
  }

  toEnd(smooth = false) {
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    this.scroll.scrollTo({ top: this.scroll.scrollHeight, behavior: smooth && !calm ? "smooth" : "instant" });
  }
}
