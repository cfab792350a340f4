import { describe, expect, test } from 'vitest';
import { chooseLanguage, languages, resources } from './i18n';
import { laterTexts } from './later';

function entries(tree: object, prefix = ''): [string, string][] {
  return Object.entries(tree).flatMap(([key, value]) =>
    typeof value === 'string' ? [[prefix + key, value]] : entries(value as object, `${prefix}${key}.`),
  );
}

const placeholders = (text: string) => [...text.matchAll(/{{\w+}}/g)].map(([match]) => match).sort();

const texts = Object.fromEntries(
  languages.map((language) => [
    language,
    new Map([...entries(resources[language]?.translation ?? {}), ...entries(laterTexts[language] ?? {})]),
  ]),
);
const english = texts.en ?? new Map<string, string>();

describe.each(languages)('texts of %s', (language) => {
  const own = texts[language] ?? new Map<string, string>();

  test('have the keys of English, no more and no less', () => {
    expect([...own.keys()].sort()).toEqual([...english.keys()].sort());
  });

  test('have the placeholders of English and are not empty', () => {
    for (const [key, text] of own) {
      expect(text.trim(), key).not.toBe('');
      // A plural form may spell its number out.
      if (!/_(zero|one)$/.test(key))
        expect(placeholders(text), key).toEqual(placeholders(english.get(key) ?? ''));
    }
  });
});

describe('chooseLanguage', () => {
  test.each([
    [['de-AT', 'en'], 'de'],
    [['fr-FR', 'de'], 'de'],
    [['EN-us'], 'en'],
    [[null, 'de'], 'de'],
    [['fr'], 'en'],
    [[], 'en'],
  ])('%j → %s', (wishes, language) => expect(chooseLanguage(wishes, ['de', 'en'])).toBe(language));
});
