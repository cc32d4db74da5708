// Times as people read them: the company's wall clock, in the page's language.

/** The local date and time that stand in an RFC 3339 text with the company's own offset, as a Date whose UTC fields are that wall clock. */
export const wall = (text) => new Date(`${text.slice(0, 19)}Z`);

const format = (language, options) => new Intl.DateTimeFormat(language, { timeZone: "UTC", ...options });

export const fullTime = (text, language) =>
  format(language, { weekday: "short", day: "numeric", month: "short", year: "numeric", hour: "2-digit", minute: "2-digit", hourCycle: "h23" }).format(wall(text));

export const briefTime = (text, language) =>
  format(language, { weekday: "short", day: "numeric", month: "short", hour: "2-digit", minute: "2-digit", hourCycle: "h23" }).format(wall(text));

export const dayAndTime = (text, language) =>
  format(language, { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit", hourCycle: "h23" }).format(wall(text));

const zoned = (language, timeZone, options) => new Intl.DateTimeFormat(language, { timeZone, ...options });

/** The hour and minute of an instant in a time zone. */
export const timeOf = (instant, language, zone) =>
  zoned(language, zone, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" }).format(new Date(instant));

/** The day of an instant in a time zone, for the line between two days. */
export const dayOf = (instant, language, zone) =>
  zoned(language, zone, { weekday: "long", day: "numeric", month: "long" }).format(new Date(instant));
