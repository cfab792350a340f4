import { Component } from 'react';
import type { ReactNode } from 'react';
import i18next from 'i18next';
import { Button } from '../ui/Button';
import styles from './CrashPage.module.css';

/** The last resort: a fault of ours leaves a way to continue instead of an empty window. */
export class CrashPage extends Component<{ children: ReactNode }, { hasCrashed: boolean }> {
  override state = { hasCrashed: false };

  static getDerivedStateFromError() {
    return { hasCrashed: true };
  }

  override render() {
    if (!this.state.hasCrashed) return this.props.children;
    return (
      <main className={styles.crash} data-page="crash">
        <h1>{i18next.t('crash.title')}</h1>
        <p>{i18next.t('crash.text')}</p>
        <Button onClick={() => location.reload()}>{i18next.t('crash.reload')}</Button>
      </main>
    );
  }
}
