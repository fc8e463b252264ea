// What is offered above the input: the bot's commands after a slash, results after its name.
import { el } from "./dom.js";
import { store } from "./store.js";

const PAUSE = 250; // ms without a key before the bot is asked

export class Suggestions {
  constructor(pane, composer) {
    this.pane = pane;
    this.composer = composer;
    this.commands = [];
    this.element = el("div", { class: "suggestions", role: "listbox", "aria-label": "Suggestions", hidden: true });
  }

  // While inline results are offered, Enter does not send the query as a message.
  get choosing() {
    return this.asked(this.composer.field.value) !== null;
  }

  async load(read) {
    this.commands = await read().catch(() => []);
    this.composer.slash.hidden = !this.commands.length;
  }

  typed(text) {
    clearTimeout(this.timer);
    const query = this.asked(text);
    if (query !== null) this.timer = setTimeout(() => this.ask(query), PAUSE);
    else if (/^\/\w*$/.test(text)) this.offer(this.commands.filter((one) => `/${one.command}`.startsWith(text)).map((one) => this.command(one)));
    else this.offer([]);
  }

  toggleCommands() {
    if (this.element.hidden) this.offer(this.commands.map((one) => this.command(one)));
    else this.offer([]);
  }

  key(event) {
    const items = [...this.element.children];
    const at = items.findIndex((item) => item.classList.contains("chosen"));
    if (this.element.hidden || !items.length) return false;
    const step = { ArrowDown: 1, ArrowUp: -1, Tab: 1 }[event.key];
    if (step) this.mark(items, (at + step + items.length) % items.length);
    else if (event.key === "Escape") this.offer([]);
    else if (event.key === "Enter" && at >= 0) items[at].click();
    else return false;
    event.preventDefault();
    return true;
  }

  asked(text) {
    const name = `@${store.bot.username}`;
    if (!text.toLowerCase().startsWith(`${name.toLowerCase()} `)) return null;
    return text.slice(name.length + 1).trim();
  }

  async ask(query) {
    const answer = await this.pane.try("inline", { text: query });
    if (!answer || this.asked(this.composer.field.value) !== query) return;
    const none = el("p", { class: "nothing" }, "The bot found nothing.");
    this.offer(answer.results.length ? answer.results.map((one) => this.result(answer.query, one)) : [none]);
  }

  command({ command, description }) {
    return this.item(`/${command}`, description, () => {
      this.composer.draft("");
      this.pane.say(`/${command}`);
    });
  }

  result(query, { id, title, description }) {
    return this.item(title ?? "Result", description ?? "", () => {
      this.composer.draft("");
      this.pane.try("choose", { query, result: id });
    });
  }

  item(title, line, run) {
    const words = [el("b", {}, title), el("span", {}, line)];
    return el("button", { type: "button", role: "option", "aria-selected": "false", class: "suggestion", onclick: run }, ...words);
  }

  offer(items) {
    this.element.replaceChildren(...items);
    this.element.hidden = !items.length;
  }

  mark(items, at) {
    items.forEach((item, index) => {
      item.classList.toggle("chosen", index === at);
      item.setAttribute("aria-selected", String(index === at));
    });
    items[at].scrollIntoView({ block: "nearest" });
  }
}
