import type { i18n } from 'i18next';
import { useTranslation } from 'react-i18next';

/** Keys of nested texts, with dots between. */
type Keys<T, Path extends string = ''> = {
  [Key in keyof T & string]: T[Key] extends string ? `${Path}${Key}` : Keys<T[Key], `${Path}${Key}.`>;
}[keyof T & string];

type WithoutPlural<Key> = Key extends `${infer Base}_${'zero' | 'one' | 'other'}` ? Base : Key;

/** Looks up a text of `T`; a misspelt key is an error of the compiler. */
export type TextOf<T> = (key: WithoutPlural<Keys<T>>, values?: Record<string, string | number>) => string;

/**
 * Texts that one part of the client has for itself, as a namespace of i18next. Beside the common ones they would be too much for the compiler, and
 * come with code that is loaded later.
 */
export function useOwnTexts<T>(namespace: string): { t: TextOf<T>; i18n: i18n } {
  const { t, i18n } = useTranslation(namespace as 'translation');
  return { t: t as unknown as TextOf<T>, i18n };
}
