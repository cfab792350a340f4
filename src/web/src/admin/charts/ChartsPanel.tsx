import { Suspense, lazy, useCallback, useEffect, useMemo, useState } from 'react';
import { fetchCharts } from '../../api/admin';
import { Failure } from '../Failure';
import { useLoaded } from '../useLoaded';
import { ChartTable } from './ChartTable';
import { chartsOf } from './series';
import type { Chart } from './series';
import { useAdminTexts } from '../texts';
import styles from './ChartsPanel.module.css';

const Plot = lazy(() => import('./Plot').then((plot) => ({ default: plot.Plot })));

const ranges = ['day', 'month'] as const;

/** As often as the server takes a sample. */
const refreshMs = 30_000;

export function ChartsPanel() {
  const { t } = useAdminTexts();
  const [range, setRange] = useState<'day' | 'month'>('day');
  const { value, error, reload } = useLoaded(
    useCallback((signal: AbortSignal) => fetchCharts(range, signal), [range]),
  );
  useEffect(() => {
    const timer = setInterval(() => !document.hidden && reload(), refreshMs);
    return () => clearInterval(timer);
  }, [reload]);
  // A new range is asked for while the old charts are still there: they tell by their step which they are.
  const shown = value && (value.step_seconds < 3600 ? 'day' : 'month');
  const charts = useMemo(() => (value && shown ? chartsOf(value, shown) : []), [value, shown]);
  return (
    <section className={styles.panel} aria-labelledby="charts-title">
      <header className={styles.header}>
        <h1 id="charts-title">{t('charts.title')}</h1>
        <div role="radiogroup" aria-label={t('charts.range')} className={styles.ranges}>
          {ranges.map((each) => (
            <label key={each}>
              <input type="radio" name="range" checked={range === each} onChange={() => setRange(each)} />
              <span>{t(`charts.${each}`)}</span>
            </label>
          ))}
        </div>
      </header>
      {error && <Failure error={error} onRetry={reload} />}
      {!value && !error && <p role="status">{t('loading')}</p>}
      {charts.map((chart) => (
        <ChartCard key={`${shown}-${chart.id}`} chart={chart} />
      ))}
    </section>
  );
}

function ChartCard({ chart }: { chart: Chart }) {
  const { t } = useAdminTexts();
  const isEmpty = chart.lines.every(({ values }) => values.every((value) => value === null));
  return (
    <figure className={styles.card}>
      <figcaption>{t(`charts.${chart.id}`)}</figcaption>
      {isEmpty ? (
        <p className={styles.empty}>{t('charts.empty')}</p>
      ) : (
        <>
          <Suspense fallback={<div className={styles.place} />}>
            <Plot chart={chart} />
          </Suspense>
          <details className={styles.details}>
            <summary>{t('charts.table')}</summary>
            <ChartTable chart={chart} />
          </details>
        </>
      )}
    </figure>
  );
}
