import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { BrowserHelp } from './accessHelp';
import styles from './AddressBar.module.css';

type Drawn = Exclude<BrowserHelp, 'other'>;

/** The sign to click on, centred on 0,0 in a box of 20. Drawn by us, close enough to be found again. */
const signs: Record<Drawn, ReactNode> = {
  // Two sliders: "site information".
  chromium: <Sliders />,
  android: <Sliders />,
  // A camera that is struck out.
  firefox: (
    <>
      <rect x="-9" y="-5" width="12" height="10" rx="2" />
      <path d="M3 -1 L9 -5 V5 L3 1 Z M-9 -9 L9 9" />
    </>
  ),
  // A page with lines below it: the page menu.
  safari: <PageMenu />,
  ios: <PageMenu />,
};

function Sliders() {
  return (
    <>
      <circle cx="-5" cy="-4" r="2.6" />
      <path d="M-1 -4 H8 M-8 4 H1" />
      <circle cx="5" cy="4" r="2.6" />
    </>
  );
}

function PageMenu() {
  return (
    <>
      <rect x="-7" y="-8" width="14" height="10" rx="2" />
      <path d="M-7 5.5 H7 M-7 9 H3" />
    </>
  );
}

/** A drawn address bar with a ring around what to click. On iPhones it is at the bottom of the window. */
export function AddressBar({ of }: { of: Drawn }) {
  const { t } = useTranslation();
  return (
    <svg className={styles.bar} viewBox="0 0 340 76" role="img" aria-label={t(`access.picture.${of}`)}>
      <rect className={styles.window} x="1" y="1" width="338" height="74" rx="12" />
      {of === 'ios' ? (
        <path className={styles.page} d="M24 14 H316" />
      ) : (
        <path className={styles.page} d="M24 64 H316" />
      )}
      <rect className={styles.field} x="16" y={of === 'ios' ? 26 : 14} width="308" height="38" rx="19" />
      <text className={styles.address} x="78" y={of === 'ios' ? 50 : 38}>
        {location.host.slice(0, 28)}
      </text>
      <g transform={`translate(42 ${of === 'ios' ? 45 : 33})`}>
        <circle className={styles.ring} r="17" />
        <g className={styles.sign}>{signs[of]}</g>
      </g>
    </svg>
  );
}
