import { expect, test } from 'vitest';
import { OpenPanel } from './panel';

test('the focus goes back to where it came from, over several panels', () => {
  document.body.innerHTML = '<button id="a"></button><button id="b"></button>';
  const [first, second] = [...document.querySelectorAll('button')];
  const panel = new OpenPanel();
  first!.focus();
  panel.toggle('people');
  second!.focus();
  panel.toggle('settings');
  expect(panel.get()).toBe('settings');
  panel.close();
  expect(panel.get()).toBeNull();
  expect(document.activeElement).toBe(first);
});

test('the same button closes again', () => {
  const panel = new OpenPanel();
  panel.toggle('people');
  panel.toggle('people');
  expect(panel.get()).toBeNull();
});
