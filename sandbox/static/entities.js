// A text with Telegram's entities as elements; offsets count UTF-16 units, as strings here do.
import { el } from "./dom.js";

// `acts`: open(link), command(text), mention(text)
export function rich(text, entities, acts) {
  const ordered = [...(entities ?? [])].sort((a, b) => a.offset - b.offset || b.length - a.length);
  const fragment = document.createDocumentFragment();
  fragment.append(...pieces(text, 0, text.length, ordered, acts));
  return fragment;
}

export function plain(message) {
  if (message.text) return message.text;
  if (message.caption) return message.caption;
  if (message.photo) return "Photo";
  if (message.document) return message.document.file_name;
  if (message.contact) return `Contact: ${message.contact.first_name}`;
  if (message.venue) return message.venue.title;
  if (message.location) return "Location";
  if (message.invoice) return `Invoice: ${message.invoice.title}`;
  if (message.successful_payment) return "Payment made";
  if (message.refunded_payment) return "Payment refunded";
  return "Message";
}

function pieces(text, from, to, entities, acts) {
  const made = [];
  let at = from;
  for (let index = 0; index < entities.length; index += 1) {
    const entity = entities[index];
    const end = Math.min(entity.offset + entity.length, to);
    if (entity.offset < at || entity.offset >= to) continue;
    if (entity.offset > at) made.push(text.slice(at, entity.offset));
    const inside = entities.slice(index + 1).filter((other) => other.offset < end);
    made.push(wrap(entity, text.slice(entity.offset, end), pieces(text, entity.offset, end, inside, acts), acts));
    at = end;
  }
  if (at < to) made.push(text.slice(at, to));
  return made;
}

const TAGS = { bold: "strong", italic: "em", underline: "u", strikethrough: "s", code: "code" };

function wrap(entity, words, children, acts) {
  if (TAGS[entity.type]) return el(TAGS[entity.type], {}, ...children);
  switch (entity.type) {
    case "pre":
      return el("pre", { "data-language": entity.language }, el("code", {}, ...children));
    case "blockquote":
      return el("blockquote", {}, ...children);
    case "expandable_blockquote":
      return expandable(children);
    case "spoiler":
      return spoiler(children);
    case "text_link":
      return link(entity.url, children, acts);
    case "url":
      return link(words, children, acts);
    case "email":
      return el("a", { href: `mailto:${words}` }, ...children);
    case "bot_command":
      return el("button", { type: "button", class: "command", onclick: () => acts.command(words) }, ...children);
    case "date_time":
      return moment(entity, words);
    case "mention":
    case "text_mention":
    case "hashtag":
      return el("span", { class: "mention" }, ...children);
    default:
      return el("span", {}, ...children);
  }
}

function link(address, children, acts) {
  if (!/^(https?|mailto|tel|tg):/i.test(address)) return el("span", {}, ...children);
  const away = { href: address, target: "_blank", rel: "noopener noreferrer", title: address };
  const open = (event) => {
    if (acts.open(address)) event.preventDefault();
  };
  return el("a", { ...away, onclick: open }, ...children);
}

function spoiler(children) {
  const cover = el("span", { class: "spoiler", role: "button", tabindex: "0", "aria-label": "Show what is hidden" });
  const show = () => {
    cover.classList.add("shown");
    for (const name of ["role", "tabindex", "aria-label"]) cover.removeAttribute(name);
  };
  cover.addEventListener("click", show);
  cover.addEventListener("keydown", (event) => event.key === "Enter" && show());
  cover.append(...children);
  return cover;
}

function expandable(children) {
  const quote = el("blockquote", { class: "expandable" });
  const more = el("button", { type: "button", class: "expand", "aria-expanded": "false" }, "more");
  more.addEventListener("click", () => {
    const open = quote.classList.toggle("open");
    more.setAttribute("aria-expanded", String(open));
    more.textContent = open ? "less" : "more";
  });
  quote.append(el("div", {}, ...children), more);
  return quote;
}

// The reader's own clock; the format's letters are r, w, d, D, t, T.
function moment(entity, words) {
  const date = new Date(entity.unix_time * 1000);
  const format = entity.date_time_format ?? "";
  const shown = format.includes("r") ? distance(date) : format ? written(date, format) : words;
  const full = new Intl.DateTimeFormat(undefined, { dateStyle: "full", timeStyle: "short" }).format(date);
  return el("time", { class: "moment", datetime: date.toISOString(), title: full }, shown);
}

function written(date, format) {
  const options = {};
  if (format.includes("w")) options.weekday = format.includes("D") ? "long" : "short";
  if (/d/i.test(format)) Object.assign(options, { day: "numeric", month: format.includes("D") ? "long" : "short" });
  if (/t/i.test(format)) Object.assign(options, { hour: "2-digit", minute: "2-digit" });
  if (format.includes("T")) options.second = "2-digit";
  return new Intl.DateTimeFormat(undefined, options).format(date);
}

function distance(date) {
  const minutes = Math.round((date - Date.now()) / 60_000);
  const units = [["day", 1440], ["hour", 60], ["minute", 1]];
  const [unit, size] = units.find(([, size]) => Math.abs(minutes) >= size) ?? units.at(-1);
  return new Intl.RelativeTimeFormat(undefined, { numeric: "auto" }).format(Math.round(minutes / size), unit);
}
