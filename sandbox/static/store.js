// What the page knows: people, chats, unread counts; and who wants to hear of changes.

export const store = new EventTarget();
Object.assign(store, { bot: null, people: new Map(), chats: new Map(), unread: new Map(), visible: () => false });

export function load(state) {
  store.bot = state.bot;
  store.people = new Map(state.people.map((person) => [person.id, person]));
  store.chats = new Map(state.chats.map((chat) => [chat.id, { ...chat, messages: byId(chat.messages) }]));
  tell("all");
}

export function apply(event) {
  const chat = store.chats.get(event.chat);
  const handler = handlers[event.kind];
  if (handler && (chat || event.chat === undefined)) handler(event, chat);
}

export function chatsOf(person) {
  return [...store.chats.values()].filter((chat) => chat.members.includes(person));
}

export function unread(person, chat) {
  return store.unread.get(`${person}:${chat}`) ?? 0;
}

export function markRead(person, chat) {
  if (store.unread.delete(`${person}:${chat}`)) tell("unread");
}

export function lastMessage(chat) {
  return [...chat.messages.values()].at(-1);
}

const handlers = {
  message(event, chat) {
    const known = chat.messages.has(event.message.message_id);
    chat.messages.set(event.message.message_id, event.message);
    chat.started ||= true;
    if (!known && !event.edited) count(chat, event.message);
    tell("message", { chat: chat.id, message: event.message, fresh: !known });
  },
  deleted(event, chat) {
    chat.messages.delete(event.message_id);
    tell("deleted", { chat: chat.id, id: event.message_id });
  },
  work(event, chat) {
    chat.busy = event.busy;
    tell("work", { chat: chat.id });
  },
  action(event, chat) {
    tell("action", { chat: chat.id, action: event.action });
  },
  answer(event) {
    tell("answer", event);
  },
  keyboard(event, chat) {
    chat.keyboard = event.keyboard;
    tell("keyboard", { chat: chat.id });
  },
  pinned(event, chat) {
    chat.pinned = event.message_id;
    tell("pinned", { chat: chat.id });
  },
  people() {
    tell("stale");
  },
  commands() {
    tell("commands");
  },
};

function count(chat, message) {
  for (const person of chat.members) {
    if (message.from.id === person || store.visible(person, chat.id)) continue;
    store.unread.set(`${person}:${chat.id}`, unread(person, chat.id) + 1);
  }
  tell("unread");
}

function tell(kind, detail) {
  store.dispatchEvent(new CustomEvent(kind, { detail }));
}

function byId(messages) {
  return new Map(messages.map((message) => [message.message_id, message]));
}
