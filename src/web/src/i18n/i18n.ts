import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import type en from './locales/en.json';

/** Every file in `locales/` is a language: adding one is adding a file there and one in `locales/later/`. */
const files = import.meta.glob<typeof en>('./locales/*.json', { eager: true, import: 'default' });

/** Texts of the first pages. */
export const resources: Record<string, { translation: typeof en }> = Object.fromEntries(
  Object.entries(files).map(([path, translation]) => [path.slice(10, -5), { translation }]),
);
export const languages = Object.keys(resources);

const storageKey = 'treff.language';

/** The first wish that we can fulfil; regions are ignored (`de-AT` is `de`). */
export function chooseLanguage(wishes: readonly (string | null)[], available = languages): string {
  for (const wish of wishes) {
    const language = wish?.toLowerCase().split('-')[0];
    if (language && available.includes(language)) return language;
  }
  return 'en';
}

let added: Record<string, object>[] = [];

/** Texts by language that come with code that is loaded later. */
export function addTexts(texts: Record<string, object>): void {
  added = [...added, texts];
  if (i18next.isInitialized) show(texts);
}

function show(texts: Record<string, object>): void {
  for (const [language, tree] of Object.entries(texts))
    i18next.addResourceBundle(language, 'translation', tree, true, true);
}

export function startI18n(wishes: readonly (string | null)[] = rememberedWishes()): void {
  const lng = chooseLanguage(wishes);
  document.documentElement.lang = lng;
  void i18next.use(initReactI18next).init({
    lng,
    fallbackLng: 'en',
    resources,
    // Resources are in the bundle, so that the first paint has its texts; React escapes.
    initAsync: false,
    interpolation: { escapeValue: false },
  });
  added.forEach(show);
}

export function switchLanguage(language: string): void {
  document.documentElement.lang = language;
  try {
    localStorage.setItem(storageKey, language);
  } catch {
    // Applies to this page only.
  }
  void i18next.changeLanguage(language);
}

function rememberedWishes(): (string | null)[] {
  let stored: string | null = null;
  try {
    stored = localStorage.getItem(storageKey);
  } catch {
    // Storage is blocked.
  }
  return [stored, ...navigator.languages];
}
