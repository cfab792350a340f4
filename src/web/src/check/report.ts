import type { TFunction } from 'i18next';
import type { Platform } from '../devices/platform';
import { checkIds, isOutcome } from './outcome';
import type { CheckId, Row } from './outcome';

type Circumstances = { rows: Record<CheckId, Row>; platform: Platform; server: string; at: Date };

const marks = { ok: '✓', warning: '!', failed: '✗', skipped: '–', waiting: '…', running: '…', asking: '?' };

/** For whoever is asked for help: what was found, on what browser; no names, no addresses, no devices. */
export function reportText(t: TFunction, { rows, platform, server, at }: Circumstances): string {
  const { browser, version, system } = platform;
  const lines = checkIds.map((id) => {
    const row = rows[id];
    return `${marks[row.status]} ${t(`check.name.${id}`)}: ${isOutcome(row) ? sentence(t, row) : t(`check.status.${row.status}`)}`;
  });
  return [
    t('check.reportTitle', { server }),
    `${at.toISOString().slice(0, 16).replace('T', ' ')} UTC · ${browser} ${version} · ${system}`,
    '',
    ...lines,
  ].join('\n');
}

export function sentence(t: TFunction, row: Extract<Row, { finding: string }>): string {
  return row.status === 'ok'
    ? t(`check.fine.${row.finding}`, row.values)
    : t(`check.trouble.${row.finding}`, row.values);
}
