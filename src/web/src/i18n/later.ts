import { addTexts } from './i18n';

/** Texts that the pages before a meeting do without: who joins with a phone should not wait for them. Importing this makes them known. */
const files = import.meta.glob<object>('./locales/later/*.json', { eager: true, import: 'default' });

export const laterTexts = Object.fromEntries(
  Object.entries(files).map(([path, tree]) => [path.slice('./locales/later/'.length, -'.json'.length), tree]),
);

addTexts(laterTexts);
