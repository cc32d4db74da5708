// What the page knows at this moment, and who wants to hear when it changes.

import { get, newId, post } from "./api.js";

const ME = "okrbot.me";

/** Events: "people", "me", "lines" (detail: place), "line" (detail: entry), "unread", "clock", "turned" (here, by hand), "words", "state". */
export class App extends EventTarget {
  people = [];
  channels = [];
  clock = null;
  me = null;
  channel = null;
  seq = 0;
  t = null; // the words of the page's language
  words = {}; // language -> its words, for messages in it
  live = false;
  begun = true; // whether anybody has done anything yet
  language = null; // the one the company was begun in, where there is one for each
  #lines = new Map(); // place -> Map(id -> entry), only of the conversations that are shown
  #loaded = new Set();
  #more = new Set();
  #unread = new Map(); // "account place" -> {count, upto}
  #ids = new Map();
  #opened = new Set();

  on(what, hear) {
    this.addEventListener(what, (event) => hear(event.detail));
  }

  tell(what, detail) {
    this.dispatchEvent(new CustomEvent(what, { detail }));
  }

  async load() {
    [this.people, this.clock] = await Promise.all([get("people"), get("clock")]);
    await this.loadUnread();
    const remembered = this.me?.account ?? sessionStorage.getItem(ME);
    this.#lines.clear();
    this.#loaded.clear();
    this.#opened.clear();
    this.tell("clock");
    await this.be(remembered);
  }

  async loadPeople() {
    this.people = await get("people");
    this.me = this.member(this.me?.account) ?? this.people[0];
    this.tell("people");
  }

  async loadUnread() {
    const { channels, unread, seq, begun, language } = await get("conversations");
    Object.assign(this, { channels, begun, language });
    this.#unread = new Map(unread.map((one) => [`${one.account} ${one.place}`, one]));
    this.seq = Math.max(this.seq, seq);
    this.tell("unread");
  }

  /** A company in which nothing was done yet begins in the language of the page; true where it does so now. */
  async settle(language) {
    await this.loadUnread();
    if (this.begun || this.language === null || this.language === language) return false;
    await post("reset", { language });
    return true;
  }

  member(account) {
    return this.people.find((person) => person.account === account);
  }

  /** Become this person: their conversation and their team's channel are shown. */
  async be(account) {
    this.me = this.member(account) ?? this.people[0] ?? null;
    if (this.me === null) return;
    sessionStorage.setItem(ME, this.me.account);
    this.channel = this.channels.find((one) => one.team === this.me.team) ?? this.channels[0] ?? null;
    this.tell("people");
    this.tell("me");
    await Promise.all([this.show(this.me.account), this.channel && this.show(this.channel.address)]);
    await this.#open();
  }

  async watch(address) {
    this.channel = this.channels.find((one) => one.address === address) ?? this.channel;
    this.tell("me");
    await this.show(this.channel.address);
  }

  /** Loads a conversation once; from then on the stream keeps it. */
  async show(place) {
    if (!this.#loaded.has(place)) {
      this.#lines.set(place, this.#lines.get(place) ?? new Map()); // what the stream brings meanwhile is kept, too
      const { entries } = await get(`history?place=${encodeURIComponent(place)}`);
      this.#keep(place, entries);
      this.#loaded.add(place);
    }
    this.tell("lines", place);
  }

  async earlier(place) {
    const first = Math.min(...this.#lines.get(place).keys());
    const { entries } = await get(`history?place=${encodeURIComponent(place)}&before=${first}`);
    this.#keep(place, entries);
    this.tell("lines", place);
  }

  #keep(place, entries) {
    const lines = this.#lines.get(place) ?? new Map();
    for (const entry of entries) if ((lines.get(entry.id)?.seq ?? -1) < entry.seq) lines.set(entry.id, entry);
    this.#lines.set(place, lines);
    if (entries.length === 100) this.#more.add(place);
    else this.#more.delete(place);
  }

  /** The lines of a conversation that I see, oldest first. */
  lines(place) {
    const all = [...(this.#lines.get(place)?.values() ?? [])];
    return all.filter((entry) => this.sees(entry, this.me?.account)).sort((a, b) => a.id - b.id);
  }

  hasMore(place) {
    return this.#more.has(place);
  }

  loaded(place) {
    return this.#loaded.has(place);
  }

  sees(entry, account) {
    return entry.only_for === null || entry.only_for === account;
  }

  /** A line that came, or was redrawn. */
  take(entry) {
    const lines = this.#lines.get(entry.place);
    if (lines && (lines.get(entry.id)?.seq ?? -1) < entry.seq) lines.set(entry.id, entry);
    if (!entry.edited && entry.author === null) this.#count(entry);
    if (!entry.edited && entry.author !== null && this.channels.some((one) => one.address === entry.place)) this.#count(entry);
    this.tell("line", entry);
  }

  #count(entry) {
    for (const one of this.#unread.values()) {
      if (one.place === entry.place && entry.author !== one.account && this.sees(entry, one.account) && entry.id > one.upto) one.count += 1;
    }
    this.tell("unread");
  }

  unread(account, place) {
    return this.#unread.get(`${account} ${place}`)?.count ?? 0;
  }

  /** Somebody has read up to here, on this page or on another. */
  seen({ account, place, upto }) {
    const one = this.#unread.get(`${account} ${place}`);
    if (one === undefined) return;
    one.upto = Math.max(one.upto, upto);
    one.count = 0;
    this.tell("unread");
  }

  /** I am looking at this conversation. */
  look(place) {
    if (document.visibilityState !== "visible" || this.me === null || !this.unread(this.me.account, place)) return;
    const upto = Math.max(0, ...(this.#lines.get(place)?.keys() ?? []));
    const seen = { account: this.me.account, place, upto };
    this.seen(seen);
    post("seen", seen).catch(() => {});
  }

  /** Does something in a conversation. The same deed tried again, after it did not get through, is the same event. */
  async deed(what, key, body) {
    const id = this.#ids.get(key) ?? newId();
    this.#ids.set(key, id);
    const outcome = await post(what, { id, account: this.me.account, ...body });
    this.#ids.delete(key);
    return outcome;
  }

  /** Whoever comes to an empty conversation is greeted, as when a chat is opened for the first time. */
  async #open() {
    const { account } = this.me;
    if (this.lines(account).length || this.#opened.has(account)) return;
    this.#opened.add(account);
    await this.deed("open", `open ${account}`, { place: account }).catch(() => {});
  }
}
