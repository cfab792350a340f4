import i18next from 'i18next';
import { useOwnTexts } from '../i18n/ownTexts';
import type { TextOf } from '../i18n/ownTexts';
import type en from './locales/en.json';

/** Texts that only hosts and operators read stay out of the first bundle. */
const files = import.meta.glob<typeof en>('./locales/*.json', { eager: true, import: 'default' });

for (const [path, texts] of Object.entries(files))
  i18next.addResourceBundle(path.slice('./locales/'.length, -'.json'.length), 'attendance', texts);

export type AttendanceText = TextOf<typeof en>;

export const useAttendanceTexts = () => useOwnTexts<typeof en>('attendance');
