// The page's words, and numbers as its language writes them.

const fetched = new Map();

/** The catalogue of a language: t("map_page.low", {n}); t.percent(0.4), t.number(1200). */
export async function words(language) {
  if (!fetched.has(language)) fetched.set(language, fetch(`map/words/${language}`).then((answer) => answer.json()));
  const catalogue = await fetched.get(language);
  const t = (key, values = {}) => {
    const form = "n" in values && !(key in catalogue) ? `${key}.${new Intl.PluralRules(language).select(values.n)}` : key;
    const sentence = catalogue[form] ?? catalogue[`${key}.other`] ?? key;
    return sentence.replace(/\{(\w+)\}/g, (_, name) => (typeof values[name] === "number" ? t.number(values[name]) : String(values[name])));
  };
  const number = new Intl.NumberFormat(language, { maximumFractionDigits: 2 });
  t.number = (value) => number.format(value);
  t.percent = (share) => (share === null ? "–" : `${Math.round(share * 100)}%`);
  t.language = language;
  return t;
}

export const browserLanguage = () => (navigator.languages.some((one) => one.toLowerCase().startsWith("zh")) ? "zh-CN" : "en");
