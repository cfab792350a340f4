import { useDeferredValue, useEffect, useState } from 'react';
import type { LiveServer } from '../../api/admin';
import { useStore } from '../../store/useStore';
import { SearchField } from '../SearchField';
import { formatBits, formatBytes, formatShare, formatSpan } from '../format';
import { LiveMeetings } from './LiveMeetings';
import { Workers } from './Workers';
import { LiveFeed } from './liveFeed';
import { useAdminTexts } from '../texts';
import styles from './LivePanel.module.css';

export function LivePanel({ onSignedOut }: { onSignedOut: () => void }) {
  const { t } = useAdminTexts();
  const [feed] = useState(() => new LiveFeed(onSignedOut));
  const [selected, setSelected] = useState<string | null>(null);
  const [query, setQuery] = useState('');
  const wanted = useDeferredValue(query.trim());
  const { state, server } = useStore(feed.feed);
  useEffect(() => feed.watch(selected, wanted), [feed, selected, wanted]);
  useEffect(() => () => feed.stop(), [feed]);

  return (
    <section className={styles.panel} aria-labelledby="live-title">
      <header className={styles.header}>
        <h1 id="live-title">{t('live.title')}</h1>
        <p role="status" className={styles.state} data-state={state}>
          {state === 'connecting' && t('live.connecting')}
          {state === 'lost' && t('live.lost')}
          {state === 'unreachable' && t('live.unreachable')}
        </p>
      </header>
      {server && (
        <>
          <Tiles server={server} />
          <SearchField
            label={t('live.search')}
            placeholder={t('live.searchPlaceholder')}
            value={query}
            onChange={setQuery}
          />
          <LiveMeetings server={server} isSearch={wanted !== ''} selected={selected} onSelect={setSelected} />
          {server.embedded ? (
            <Workers workers={server.workers} />
          ) : (
            <p className={styles.note}>{t('live.elsewhere')}</p>
          )}
        </>
      )}
    </section>
  );
}

function Tiles({ server }: { server: LiveServer }) {
  const { t, i18n } = useAdminTexts();
  const unknown = t('unknown');
  const tiles: [string, string][] = [
    [t('live.meetings'), String(server.meeting_count)],
    [t('live.people'), String(server.participant_count)],
    [t('live.received'), formatBits(server.received_bits_per_second, i18n.language, unknown)],
    [t('live.sent'), formatBits(server.sent_bits_per_second, i18n.language, unknown)],
    [t('live.loss'), formatShare(server.loss, i18n.language, unknown)],
    [t('live.memory'), formatBytes(server.memory_bytes, i18n.language)],
    [t('live.uptime'), formatSpan(server.uptime, i18n.language)],
  ];
  return (
    <dl className={styles.tiles}>
      {tiles.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
