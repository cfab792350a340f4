import i18next from 'i18next';
import { useOwnTexts } from '../i18n/ownTexts';
import type { TextOf } from '../i18n/ownTexts';
import type en from './locales/en.json';

/** The operator's texts stay out of everybody else's bundle. */
const files = import.meta.glob<typeof en>('./locales/*.json', { eager: true, import: 'default' });

for (const [path, texts] of Object.entries(files))
  i18next.addResourceBundle(path.slice('./locales/'.length, -'.json'.length), 'admin', texts);

export type AdminText = TextOf<typeof en>;

export const useAdminTexts = () => useOwnTexts<typeof en>('admin');
