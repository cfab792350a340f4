import i18next from 'i18next';
import { useOwnTexts } from '../../../i18n/ownTexts';
import type { TextOf } from '../../../i18n/ownTexts';
import type en from './locales/en.json';

/** The log's texts come with the log. */
const files = import.meta.glob<typeof en>('./locales/*.json', { eager: true, import: 'default' });

for (const [path, texts] of Object.entries(files))
  i18next.addResourceBundle(path.slice('./locales/'.length, -'.json'.length), 'meetingLog', texts);

export type LogText = TextOf<typeof en>;

export const useLogTexts = () => useOwnTexts<typeof en>('meetingLog');
