import { useEffect, useRef } from 'react';
import uPlot from 'uplot';
import type { AlignedData, Options, Series } from 'uplot';
import 'uplot/dist/uPlot.min.css';
import type { Chart } from './series';
import { useAdminTexts } from '../texts';
import type { AdminText } from '../texts';
import styles from './Plot.module.css';

const height = 240;

/** Draws a chart on a canvas, as wide as its place. The table beside it says the same to those who do not see it. */
export function Plot({ chart }: { chart: Chart }) {
  const { t, i18n } = useAdminTexts();
  const place = useRef<HTMLDivElement>(null);

  useEffect(() => {
    const element = place.current;
    if (!element) return;
    let plot: uPlot | null = null;
    const draw = () => {
      plot?.destroy();
      plot = new uPlot(optionsOf(chart, t, i18n.language, element), dataOf(chart), element);
    };
    draw();
    const resized = new ResizeObserver(() => plot?.setSize({ width: element.clientWidth, height }));
    resized.observe(element);
    // Colours on a canvas do not follow the system by themselves.
    const scheme = matchMedia('(prefers-color-scheme: dark)');
    scheme.addEventListener('change', draw);
    return () => {
      resized.disconnect();
      scheme.removeEventListener('change', draw);
      plot?.destroy();
    };
  }, [chart, t, i18n.language]);

  return <div ref={place} className={styles.plot} aria-hidden="true" data-testid={`plot-${chart.id}`} />;
}

const dataOf = (chart: Chart): AlignedData => [
  [...chart.times],
  ...chart.lines.map(({ values }) => [...values]),
];

function optionsOf(chart: Chart, t: AdminText, language: string, element: HTMLElement): Options {
  const style = getComputedStyle(element);
  const colour = (name: string) => style.getPropertyValue(name).trim();
  const text = colour('--text-2');
  const axis = {
    stroke: text,
    grid: { stroke: colour('--line'), width: 1 },
    ticks: { show: false },
    font: `12px ${style.fontFamily}`,
  };
  const number = new Intl.NumberFormat(language, { maximumFractionDigits: 1 });
  const when = new Intl.DateTimeFormat(
    language,
    chart.look === 'bars' ? { dateStyle: 'medium' } : { dateStyle: 'short', timeStyle: 'short' },
  );
  const strokes = [colour('--primary'), colour('--amber-line')];
  return {
    width: element.clientWidth,
    height,
    padding: [12, 8, 0, 0],
    legend: { live: true },
    cursor: { y: false, drag: { x: false, y: false } },
    scales: { y: { range: (_plot, _min, max) => [0, Math.max(1, max * 1.1)] } },
    axes: [
      { ...axis, values: (_plot, times) => timeLabels(times, language) },
      { ...axis, size: 44, values: (_plot, values) => values.map((value) => number.format(value)) },
    ],
    series: [
      {
        label: t('charts.time'),
        value: (_plot, time: number | null) =>
          time === null ? t('unknown') : when.format(new Date(time * 1000)),
      },
      ...chart.lines.map(({ name }, index): Series => ({
        label: t(`charts.series.${name}`),
        stroke: strokes[index],
        fill: chart.look === 'bars' ? strokes[index] : undefined,
        width: 2,
        dash: index === 1 && chart.look === 'lines' ? [6, 4] : undefined,
        points: { show: false },
        paths:
          chart.look === 'bars'
            ? uPlot.paths.bars?.({ size: [0.4, 24], align: index === 0 ? -1 : 1 })
            : undefined,
        value: (_plot, value: number | null) => (value === null ? t('unknown') : number.format(value)),
      })),
    ],
  };
}

/** Times of day; the date where another day begins. */
function timeLabels(times: readonly number[], language: string): string[] {
  const time = new Intl.DateTimeFormat(language, { hour: '2-digit', minute: '2-digit' });
  const day = new Intl.DateTimeFormat(language, { day: 'numeric', month: 'short' });
  return times.map((seconds) => {
    const at = new Date(seconds * 1000);
    return at.getHours() === 0 && at.getMinutes() === 0 ? day.format(at) : time.format(at);
  });
}
