// The page: which chat windows are open, and how they follow what happens.
import { act, listen, look } from "./api.js";
import { Pane } from "./pane.js";
import { drawPeople, newcomer } from "./people.js";
import { apply, load, markRead, store } from "./store.js";

const $ = (id) => document.getElementById(id);
const NARROW = matchMedia("(max-width: 760px)");

class Panes {
  constructor() {
    this.open = [];
    this.active = null;
    this.wanted = remembered();
  }

  get columns() {
    if (NARROW.matches) return 1;
    return Number(localStorage.getItem("sandbox-columns")) || (innerWidth >= 1720 ? 3 : innerWidth >= 1080 ? 2 : 1);
  }

  shown(person) {
    return this.open.some((pane) => pane.person === person);
  }

  show(person) {
    const known = this.open.find((pane) => pane.person === person);
    if (!known) this.replace(this.active ?? this.open.at(-1), person);
    this.activate(person);
    if (!NARROW.matches) this.open.find((pane) => pane.person === person)?.composer.field.focus({ preventScroll: true });
  }

  replace(former, person) {
    const pane = new Pane(person);
    pane.element.addEventListener("focusin", () => this.activate(person));
    pane.element.addEventListener("pointerdown", () => this.activate(person));
    if (former) {
      this.open[this.open.indexOf(former)] = pane;
      former.element.replaceWith(pane.element);
    } else {
      this.open.push(pane);
      $("panes").append(pane.element);
    }
    pane.toEnd();
    this.remember();
  }

  activate(person) {
    this.active = this.open.find((pane) => pane.person === person);
    for (const pane of this.open) pane.element.classList.toggle("active", pane === this.active);
    $("link-as").textContent = this.active ? `as ${store.people.get(person).name}` : "";
    this.side();
  }

  // As many windows as there are columns: those that were open, then who comes next.
  fit() {
    while (this.open.length > this.columns) {
      const spare = this.open.findLast((pane) => pane !== this.active) ?? this.open.at(-1);
      this.open = this.open.filter((pane) => pane !== spare);
      spare.element.remove();
    }
    const candidates = [...this.wanted, ...store.people.keys()].filter((person) => store.people.has(person));
    for (const person of new Set(candidates)) {
      if (this.open.length >= this.columns) break;
      if (!this.shown(person)) this.replace(null, person);
    }
    $("panes").dataset.columns = this.open.length;
    for (const button of $("columns").querySelectorAll("button")) button.setAttribute("aria-pressed", String(Number(button.dataset.columns) === this.columns));
    if (!this.active || !this.open.includes(this.active)) this.activate(this.open[0]?.person);
    this.remember();
  }

  remember() {
    history.replaceState(null, "", `#${this.open.map((pane) => pane.person).join(",")}`);
  }

  side() {
    drawPeople($("people"), this);
  }

  async reload() {
    const state = await look("state");
    $("cards").hidden = !state.hasCards;
    load(state);
  }

  redraw() {
    for (const pane of this.open.filter((pane) => !store.people.has(pane.person))) pane.element.remove();
    this.open = this.open.filter((pane) => store.people.has(pane.person));
    for (const pane of this.open) pane.show(store.chats.has(pane.chat) ? pane.chat : pane.person);
    this.fit();
    this.side();
  }
}

function remembered() {
  return location.hash.slice(1).split(",").map(Number).filter(Boolean);
}

const panes = new Panes();
const inChat = (chat) => panes.open.filter((pane) => pane.chat === chat);

function follow() {
  store.visible = (person, chat) => panes.open.some((pane) => pane.person === person && pane.chat === chat);
  store.addEventListener("all", () => panes.redraw());
  store.addEventListener("stale", () => panes.reload());
  store.addEventListener("message", ({ detail }) => {
    for (const pane of inChat(detail.chat)) {
      pane.received(detail);
      pane.composer.refresh();
      markRead(pane.person, pane.chat);
    }
    panes.side();
  });
  store.addEventListener("deleted", ({ detail }) => inChat(detail.chat).forEach((pane) => pane.removed(detail.id)));
  store.addEventListener("work", ({ detail }) => inChat(detail.chat).forEach((pane) => pane.working()));
  store.addEventListener("action", ({ detail }) => inChat(detail.chat).forEach((pane) => pane.acting()));
  store.addEventListener("pinned", ({ detail }) => inChat(detail.chat).forEach((pane) => pane.settle()));
  store.addEventListener("keyboard", ({ detail }) => inChat(detail.chat).forEach((pane) => pane.composer.refresh()));
  store.addEventListener("commands", () => panes.open.forEach((pane) => pane.composer.loadCommands()));
  store.addEventListener("answer", ({ detail }) => panes.open.find((pane) => pane.person === detail.person)?.answered(detail));
  store.addEventListener("unread", () => {
    for (const pane of panes.open) pane.head();
    panes.side();
  });
}

function controls() {
  newcomer(panes);
  NARROW.addEventListener("change", () => panes.fit());
  addEventListener("resize", () => panes.fit());
  $("columns").addEventListener("click", (event) => {
    const columns = event.target.closest("button")?.dataset.columns;
    if (!columns) return;
    localStorage.setItem("sandbox-columns", columns);
    panes.fit();
  });
  $("link").addEventListener("submit", async (event) => {
    event.preventDefault();
    const error = $("link").querySelector(".link-error");
    error.textContent = "";
    try {
      await act("open", { person: panes.active.person, link: $("link-field").value });
      panes.active.show(panes.active.person);
      $("link-field").value = "";
    } catch (trouble) {
      error.textContent = trouble.message;
    }
  });
}

function connection(words, state) {
  $("connection").textContent = words;
  document.body.dataset.connection = state;
}

follow();
controls();
listen({
  onOpen: async () => {
    await panes.reload();
    connection("connected", "open");
  },
  onEvent: apply,
  onLost: () => connection("reconnecting…", "lost"),
});
