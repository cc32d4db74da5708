// The page's own words, from en.toml and zh-CN.toml.

const loaded = new Map();

/** The catalogue of a language: t("page.filled", {title}); t.has(key) asks whether there is one. */
export async function words(language) {
  if (!loaded.has(language)) {
    const answer = await fetch(`/playground/words/${language}`);
    loaded.set(language, await answer.json());
  }
  const catalogue = loaded.get(language);
  const find = (key) => key.split(".").reduce((table, part) => (table === undefined ? undefined : table[part]), catalogue);
  const t = (key, values = {}) => {
    const sentence = find(key);
    return typeof sentence === "string" ? sentence.replace(/\{(\w+)\}/g, (_, name) => String(values[name])) : key;
  };
  t.has = (key) => typeof find(key) === "string";
  t.language = language;
  return t;
}

const REMEMBERED = "okrbot.language";

/** The language the page was read in last, else the browser's. */
export function rememberedLanguage() {
  const remembered = localStorage.getItem(REMEMBERED);
  if (remembered === "en" || remembered === "zh-CN") return remembered;
  return navigator.languages.some((language) => language.toLowerCase().startsWith("zh")) ? "zh-CN" : "en";
}

export const rememberLanguage = (language) => localStorage.setItem(REMEMBERED, language);
