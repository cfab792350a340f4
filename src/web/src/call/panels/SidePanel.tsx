import { useEffect, useRef } from 'react';
import { X } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useStore } from '../../store/useStore';
import { useCall } from '../useCall';
import { panels } from './panels';
import type { PanelEntry } from './panels';
import styles from './SidePanel.module.css';

/** The frame of whatever is open: at the right of the stage, on phones a sheet from below. */
export function SidePanel() {
  const call = useCall();
  const open = useStore(call.panel);
  const entry = panels.find(({ name }) => name === open);
  return entry ? <Frame key={entry.name} entry={entry} /> : null;
}

function Frame({ entry: { name, Body } }: { entry: PanelEntry }) {
  const { t } = useTranslation();
  const call = useCall();
  const panel = useRef<HTMLElement>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  // Whoever opens it wants to be in it; closing gives the focus back.
  useEffect(() => {
    const field = panel.current?.querySelector<HTMLElement>('[data-autofocus]');
    (field ?? heading.current)?.focus();
  }, []);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const isInside = event.target instanceof Node && panel.current?.contains(event.target);
      if (event.key === 'Escape' && isInside) call.panel.close();
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, [call]);
  return (
    <section
      ref={panel}
      className={styles.panel}
      aria-labelledby="panel-title"
      data-testid="panel"
      data-panel={name}
    >
      <div className={styles.head}>
        <h2 id="panel-title" ref={heading} tabIndex={-1}>
          {t(`call.panel.${name}`)}
        </h2>
        <button
          type="button"
          aria-label={t('common.close')}
          data-testid="close-panel"
          onClick={() => call.panel.close()}
        >
          <X size={20} aria-hidden="true" />
        </button>
      </div>
      <div className={styles.body}>
        <Body />
      </div>
    </section>
  );
}
