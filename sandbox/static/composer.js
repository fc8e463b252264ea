// Where a person writes: the input, files, the command menu, inline results, quick answers.
import { look, upload } from "./api.js";
import { el, icon } from "./dom.js";
import { plain } from "./entities.js";
import { replyKeys } from "./keyboards.js";
import { store } from "./store.js";
import { Suggestions } from "./suggestions.js";

export class Composer {
  constructor(pane) {
    this.pane = pane;
    this.answering = null;
    this.suggestions = new Suggestions(pane, this);
    this.build();
  }

  build() {
    this.field = el("textarea", { rows: "1", placeholder: "Message", "aria-label": "Message", maxlength: "4096" });
    this.field.addEventListener("input", () => this.changed());
    this.field.addEventListener("keydown", (event) => this.key(event));
    this.slash = el("button", { type: "button", class: "icon slash", "aria-label": "Commands of the bot" }, "/");
    this.slash.addEventListener("click", () => this.suggestions.toggleCommands());
    this.file = el("input", { type: "file", class: "file", "aria-label": "Send a photo or a file" });
    this.file.addEventListener("change", () => this.attach());
    const clip = el("label", { class: "icon clip", title: "Send a photo or a file" }, icon("attach"), this.file);
    this.send = el("button", { type: "submit", class: "icon send", "aria-label": "Send" }, icon("send"));
    this.banner = el("div", { class: "banner", hidden: true });
    this.form = el("form", { class: "input" }, clip, this.field, this.slash, this.send);
    this.form.addEventListener("submit", (event) => this.submit(event));
    this.below = el("div", { class: "below" });
    this.big = el("button", { type: "button", class: "start" });
    this.big.addEventListener("click", () => this.begin());
    this.element = el("footer", { class: "composer" }, this.suggestions.element, this.banner, this.form, this.big, this.below);
  }

  refresh() {
    const person = store.people.get(this.pane.person);
    const { kind, messages, keyboard } = this.pane.data;
    const blocked = kind === "private" && person.blocked;
    const fresh = kind === "private" && !blocked && !messages.size;
    this.big.hidden = !(blocked || fresh);
    this.big.textContent = blocked ? "Unblock" : "Start";
    this.form.hidden = blocked || fresh;
    this.field.placeholder = keyboard?.input_field_placeholder ?? "Message";
    const keys = this.form.hidden ? null : replyKeys(keyboard, (key) => this.quick(key));
    this.below.replaceChildren(...(keys ? [keys] : []));
    this.changed();
  }

  loadCommands() {
    this.suggestions.load(() => look(`commands?person=${this.pane.person}&chat=${this.pane.chat}`));
  }

  async begin() {
    const { blocked } = store.people.get(this.pane.person);
    if (blocked) await this.pane.try("block", { blocked: false });
    else await this.pane.say("/start");
  }

  quick(key) {
    if (key.request_contact) return this.pane.try("share", { what: "contact" });
    if (key.request_location) return this.pane.try("share", { what: "location" });
    return this.pane.say(key.text);
  }

  async submit(event) {
    event?.preventDefault();
    const text = this.field.value.trim();
    if (!text || this.suggestions.choosing) return;
    const reply = this.answering;
    this.draft("");
    this.replyTo(null);
    await this.pane.try("send", { text, reply_to: reply?.message_id });
  }

  async attach() {
    const [file] = this.file.files;
    if (!file) return;
    try {
      await upload(this.pane.person, this.pane.chat, file, this.field.value.trim());
      this.draft("");
    } catch (error) {
      this.pane.overlay.toast(error.message);
    }
    this.file.value = "";
  }

  replyTo(message) {
    this.answering = message;
    this.banner.hidden = !message;
    if (!message) return;
    const drop = el("button", { type: "button", class: "icon", "aria-label": "Do not reply" }, icon("close"));
    drop.addEventListener("click", () => this.replyTo(null));
    const words = el("span", { class: "banner-words" }, el("b", {}, `Reply to ${message.from.first_name}`), el("span", {}, plain(message)));
    this.banner.replaceChildren(icon("reply"), words, drop);
    this.field.focus();
  }

  draft(text) {
    this.field.value = text;
    this.changed();
    if (text) this.field.focus();
  }

  changed() {
    this.form.classList.toggle("written", Boolean(this.field.value.trim()));
    this.field.style.height = "";
    if (this.field.value) this.field.style.height = `${Math.min(this.field.scrollHeight, 160)}px`;
    this.suggestions.typed(this.field.value);
  }

  key(event) {
    if (this.suggestions.key(event)) return;
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    this.submit();
  }
}
