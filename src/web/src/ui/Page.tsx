import type { ReactNode } from 'react';
import { Logo } from './Logo';
import styles from './Page.module.css';

type Props = {
  /** For tests and support: which page this is. */
  page: string;
  homeLabel: string;
  corner?: ReactNode;
  footer?: ReactNode;
  children: ReactNode;
};

/** Frame of every page outside a call: logo, corner (language), content, footer. */
export function Page({ page, homeLabel, corner, footer, children }: Props) {
  return (
    <div className={styles.page} data-page={page}>
      <header className={styles.header}>
        <a href="/" className={styles.home} aria-label={`Treff – ${homeLabel}`}>
          <Logo />
        </a>
        {corner}
      </header>
      <main className={styles.main}>{children}</main>
      {footer && <footer className={styles.footer}>{footer}</footer>}
    </div>
  );
}
