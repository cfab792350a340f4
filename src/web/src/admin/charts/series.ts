import type { Charts } from '../../api/admin';

/** One value per point; null = nothing was recorded then. */
export type Values = readonly (number | null)[];

export type Line = {
  name: 'people' | 'meetings' | 'received' | 'sent' | 'loss' | 'started' | 'hours';
  values: Values;
};

export type Chart = {
  id: 'people' | 'traffic' | 'loss' | 'held';
  look: 'lines' | 'bars';
  /** Seconds since 1970. */
  times: readonly number[];
  lines: readonly Line[];
};

const scaled = (values: Values, factor: number): Values =>
  values.map((value) => (value === null ? null : value * factor));

const isKnown = (values: Values) => values.some((value) => value !== null);

/** What is drawn. Of the month also what was held on each day of the reader. */
export function chartsOf(charts: Charts, range: 'day' | 'month'): Chart[] {
  const { times } = charts;
  const all: Chart[] = [
    {
      id: 'people',
      look: 'lines',
      times,
      lines: [
        { name: 'people', values: charts.participants },
        { name: 'meetings', values: charts.meetings },
      ],
    },
    {
      id: 'traffic',
      look: 'lines',
      times,
      lines: [
        { name: 'received', values: scaled(charts.received_bits_per_second, 1e-6) },
        { name: 'sent', values: scaled(charts.sent_bits_per_second, 1e-6) },
      ],
    },
    { id: 'loss', look: 'lines', times, lines: [{ name: 'loss', values: scaled(charts.loss, 100) }] },
  ];
  const shown = all.filter(({ id, lines }) => id === 'people' || lines.some(({ values }) => isKnown(values)));
  return range === 'month' ? [...shown, heldPerDay(charts)] : shown;
}

/** Days begin at midnight where the reader is, which the server does not know. */
export function heldPerDay(charts: Charts): Chart {
  const days = new Map<number, { started: number; hours: number }>();
  charts.times.forEach((time, index) => {
    const day = new Date(time * 1000).setHours(0, 0, 0, 0) / 1000;
    const sums = days.get(day) ?? { started: 0, hours: 0 };
    sums.started += charts.started[index] ?? 0;
    sums.hours += (charts.participant_seconds[index] ?? 0) / 3600;
    days.set(day, sums);
  });
  const sums = [...days.values()];
  return {
    id: 'held',
    look: 'bars',
    times: [...days.keys()],
    lines: [
      { name: 'started', values: sums.map(({ started }) => started) },
      { name: 'hours', values: sums.map(({ hours }) => hours) },
    ],
  };
}

/** So many rows a person reads: beyond, neighbours are put together by their largest value. */
export function tableRows(chart: Chart, maxRows = 48): { time: number; values: (number | null)[] }[] {
  const step = Math.max(1, Math.ceil(chart.times.length / maxRows));
  const rows = [];
  for (let start = 0; start < chart.times.length; start += step) {
    const values = chart.lines.map(({ values: all }) => {
      const known = all.slice(start, start + step).filter((value) => value !== null);
      return known.length > 0 ? Math.max(...known) : null;
    });
    if (values.some((value) => value !== null)) rows.push({ time: chart.times[start] ?? 0, values });
  }
  return rows.reverse();
}
