import { tableRows } from './series';
import type { Chart } from './series';
import { useAdminTexts } from '../texts';
import styles from './ChartTable.module.css';

/** The same values for those who do not see the chart, and for those who want to copy them. */
export function ChartTable({ chart }: { chart: Chart }) {
  const { t, i18n } = useAdminTexts();
  const when = new Intl.DateTimeFormat(
    i18n.language,
    chart.look === 'bars' ? { dateStyle: 'medium' } : { dateStyle: 'short', timeStyle: 'short' },
  );
  const number = new Intl.NumberFormat(i18n.language, { maximumFractionDigits: 1 });
  return (
    // Scrolls by the keyboard too.
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div className={styles.scroll} role="region" aria-label={t('charts.table')} tabIndex={0}>
      <table>
        <thead>
          <tr>
            <th scope="col">{t('charts.time')}</th>
            {chart.lines.map(({ name }) => (
              <th key={name} scope="col">
                {t(`charts.series.${name}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {tableRows(chart).map(({ time, values }) => (
            <tr key={time}>
              <th scope="row">{when.format(new Date(time * 1000))}</th>
              {values.map((value, index) => (
                <td key={index}>{value === null ? t('unknown') : number.format(value)}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
