// One message as a bubble: what is said, what is attached, the buttons under it.
import { avatar, colour, el, icon } from "./dom.js";
import { plain, rich } from "./entities.js";
import { keys } from "./keyboards.js";
import { money } from "./money.js";

export function bubble(message, chat) {
  if (message.successful_payment || message.refunded_payment) return service(message);
  const own = message.from.id === chat.person;
  const row = el("article", {
    class: `message ${own ? "out" : "in"}`,
    "data-id": message.message_id,
    "data-from": message.from.id,
    "data-testid": "message",
    "aria-label": own ? "You" : message.from.first_name,
  });
  if (chat.isGroup && !own) row.append(avatar(fullName(message.from), message.from.id, "small"));
  const body = el("div", { class: "bubble" }, ...parts(message, chat, own));
  const time = stamp(message, own);
  // The last line of words leaves room for the time, which stands in its corner.
  body.querySelector(":scope > .words")?.append(el("span", { class: "stamp-room", "aria-hidden": "true" }, time.textContent));
  body.append(time);
  body.classList.toggle("with-media", Boolean(message.photo));
  const reply = el("button", { type: "button", class: "reply-to icon", "aria-label": "Reply" }, icon("reply"));
  reply.addEventListener("click", () => chat.reply(message));
  row.append(el("div", { class: "stack" }, body, keys(message, chat)), reply);
  if (message.invoice) row.append(forwarding(message, chat));
  return row;
}

function forwarding(message, chat) {
  const button = el("button", { type: "button", class: "reply-to icon", "aria-label": "Forward" }, icon("share"));
  button.addEventListener("click", () => chat.forward(message));
  return button;
}

function parts(message, chat, own) {
  return [
    chat.isGroup && !own ? el("div", { class: `sender ink-${colour(message.from.id)}` }, fullName(message.from)) : null,
    message.via_bot ? el("div", { class: "via" }, `via @${message.via_bot.username}`) : null,
    message.forward_origin ? el("div", { class: "via" }, `Forwarded from ${forwardedFrom(message)}`) : null,
    message.reply_to_message ? quoted(message.reply_to_message) : null,
    ...attachments(message),
    said(message, chat),
  ];
}

function attachments(message) {
  const made = [];
  if (message.photo) made.push(photo(message.photo.at(-1)));
  if (message.document) made.push(paper(message.document));
  if (message.contact) made.push(card("👤", contactName(message.contact), message.contact.phone_number));
  if (message.venue) made.push(place(message.venue.title, message.venue.address, message.location));
  else if (message.location) made.push(place("Location", where(message.location), message.location));
  if (message.invoice) made.push(invoice(message.invoice));
  return made;
}

function said(message, chat) {
  const text = message.text ?? message.caption;
  if (!text) return null;
  return el("div", { class: "words" }, rich(text, message.entities ?? message.caption_entities, chat.acts));
}

function photo(size) {
  const image = el("img", { class: "photo", src: `/sandbox/files/${size.file_id}`, alt: "Photo", loading: "lazy" });
  image.width = size.width;
  image.height = size.height;
  return el("a", { href: image.src, target: "_blank", rel: "noopener", class: "photo-link" }, image);
}

function paper(document) {
  const address = `/sandbox/files/${document.file_id}?download`;
  return el(
    "a",
    { class: "paper", href: address, download: document.file_name },
    el("span", { class: "paper-icon" }, icon("file")),
    el("span", { class: "card-words" }, el("b", {}, document.file_name), el("small", {}, bytes(document.file_size))),
  );
}

function card(sign, title, line) {
  const round = el("span", { class: "card-sign", "aria-hidden": "true" }, sign);
  return el("div", { class: "card" }, round, el("span", { class: "card-words" }, el("b", {}, title), el("small", {}, line)));
}

function place(title, line, location) {
  const spot = { href: `geo:${location.latitude},${location.longitude}`, class: "card" };
  return el("a", spot, el("span", { class: "card-sign map" }, icon("pin")), el("span", { class: "card-words" }, el("b", {}, title), el("small", {}, line)));
}

function invoice(bill) {
  return el(
    "div",
    { class: "invoice" },
    el("b", { class: "invoice-title" }, bill.title),
    el("span", {}, bill.description),
    el("span", { class: "invoice-total" }, money(bill.total_amount, bill.currency)),
  );
}

function service(message) {
  const paid = message.successful_payment;
  const { total_amount: total, currency } = paid ?? message.refunded_payment;
  const words = paid ? `You paid ${money(total, currency)}` : `${money(total, currency)} came back to you`;
  const row = el("div", { class: "service", "data-id": message.message_id, "data-testid": "message" });
  row.append(el("span", {}, words));
  return row;
}

function quoted(message) {
  const who = el("b", { class: `ink-${colour(message.from.id)}` }, message.from.first_name);
  return el("div", { class: `quoted bar-${colour(message.from.id)}` }, who, el("span", {}, plain(message)));
}

function stamp(message, own) {
  const date = new Date(message.date * 1000);
  const time = date.toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });
  const words = el("span", { class: "stamp" }, message.edit_date ? "edited " : "", el("time", { datetime: date.toISOString() }, time));
  if (own) words.append(el("span", { class: "ticks", "aria-hidden": "true" }, "✓✓"));
  return words;
}

function fullName(user) {
  return [user.first_name, user.last_name].filter(Boolean).join(" ");
}

function contactName(contact) {
  return [contact.first_name, contact.last_name].filter(Boolean).join(" ");
}

function forwardedFrom(message) {
  const origin = message.forward_origin;
  return origin.sender_user ? fullName(origin.sender_user) : "somebody";
}

function where(location) {
  return `${location.latitude.toFixed(4)}, ${location.longitude.toFixed(4)}`;
}

function bytes(size) {
  return size < 1024 ? `${size} B` : size < 1024 * 1024 ? `${(size / 1024).toFixed(1)} KB` : `${(size / 1048576).toFixed(1)} MB`;
}
