import { expect, test } from 'vitest';
import { testTone } from './testTone';

test('is a WAV file that says its own length and stays below the maximum', async () => {
  const reader = new FileReader();
  const bytes = await new Promise<ArrayBuffer>((resolve) => {
    reader.addEventListener('load', () => resolve(reader.result as ArrayBuffer));
    reader.readAsArrayBuffer(testTone());
  });
  const view = new DataView(bytes);
  expect(new TextDecoder().decode(bytes.slice(0, 4))).toBe('RIFF');
  expect(view.getUint32(4, true)).toBe(bytes.byteLength - 8);
  expect(view.getUint32(40, true)).toBe(bytes.byteLength - 44);
  const loudest = Math.max(...new Int16Array(bytes, 44));
  expect(loudest).toBeGreaterThan(5_000);
  expect(loudest).toBeLessThan(16_000);
});
