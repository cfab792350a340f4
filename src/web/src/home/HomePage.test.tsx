import { render, screen } from '@testing-library/react';
import { beforeEach, expect, test, vi } from 'vitest';
import { startI18n } from '../i18n/i18n';
import { creation } from '../keys/creation';
import { HomePage } from './HomePage';

startI18n(['en']);

const serve = (policy: string) =>
  vi.stubGlobal('fetch', () => Promise.resolve(new Response(JSON.stringify({ create_meetings: policy }))));

beforeEach(() => {
  creation.set('open');
  vi.unstubAllGlobals();
});

test('where anybody may create there is a button', async () => {
  serve('anyone');
  render(<HomePage onOpen={vi.fn()} />);
  expect(await screen.findByRole('button', { name: 'New meeting' })).toBeTruthy();
  expect(screen.getByLabelText('Code or link')).toBeTruthy();
});

test('where nobody may, a sentence says so, and joining is there', async () => {
  serve('key');
  render(<HomePage onOpen={vi.fn()} />);
  expect(await screen.findByText(/not everybody can start meetings/)).toBeTruthy();
  expect(screen.queryByRole('button', { name: 'New meeting' })).toBeNull();
  expect(screen.queryByTestId('open-options')).toBeNull();
  expect(screen.getByLabelText('Code or link')).toBeTruthy();
});
