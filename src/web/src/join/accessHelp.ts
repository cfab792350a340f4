import type { DeniedBy } from '../devices/access';
import type { Platform } from '../devices/platform';

/** Closed sets of instructions; each has a picture or steps, and its texts under `access.browser` or `access.system`. */
export type BrowserHelp = 'chromium' | 'firefox' | 'safari' | 'android' | 'ios' | 'other';
export type SystemHelp = 'windows' | 'macos' | 'linux' | 'chromeos' | 'android' | 'ios' | 'other';
export type AccessHelp = { by: 'browser'; how: BrowserHelp } | { by: 'system'; how: SystemHelp };

/** Where the person has to click, as far as the browser gives away what it is. */
export function accessHelp(by: DeniedBy, { browser, system }: Platform): AccessHelp {
  if (by === 'system') return { by, how: system };
  // Browsers on iPhones are all WebKit, and ask for cameras in their own ways.
  if (system === 'ios') return { by, how: browser === 'safari' ? 'ios' : 'other' };
  if (system === 'android') return { by, how: browser === 'other' ? 'other' : 'android' };
  switch (browser) {
    case 'chrome':
    case 'edge':
      return { by, how: 'chromium' };
    case 'firefox':
    case 'safari':
    case 'other':
      return { by, how: browser };
  }
}
