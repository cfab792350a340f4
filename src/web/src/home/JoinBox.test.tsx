import { render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { expect, test, vi } from 'vitest';
import { startI18n } from '../i18n/i18n';
import { JoinBox } from './JoinBox';

startI18n(['en']);

test('opens the meeting of a pasted link', async () => {
  const onOpen = vi.fn();
  render(<JoinBox onOpen={onOpen} />);
  await userEvent.type(
    screen.getByLabelText('Code or link'),
    'https://x.example/meeting/ABC-DEFG-HIJ#key=abc{Enter}',
  );
  expect(onOpen).toHaveBeenCalledWith('/meeting/abc-defg-hij#key=abc');
});

test('shows two examples of this origin and keeps the focus in the field', async () => {
  const onOpen = vi.fn();
  render(<JoinBox onOpen={onOpen} />);
  const field = screen.getByLabelText('Code or link');
  await userEvent.type(field, 'nonsense');
  await userEvent.click(screen.getByRole('button', { name: 'Join' }));
  expect(onOpen).not.toHaveBeenCalled();
  expect(screen.getByRole('alert').textContent).toContain('abc-defg-hij');
  expect(screen.getByRole('alert').textContent).toContain(`${location.origin}/meeting/abc-defg-hij`);
  expect(document.activeElement).toBe(field);

  await userEvent.type(field, 'x');
  expect(screen.queryByRole('alert')).toBeNull();
});
