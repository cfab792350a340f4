import { readStored, writeStored } from '../store/storage';

const key = 'treff.name';
const maxLength = 100;

export function readName(): string {
  return readStored(key) ?? '';
}

export function saveName(name: string): void {
  writeStored(key, name);
}

export type NameProblem = 'empty' | 'long';

/** The rules of the server, told before it has to. */
export function checkName(input: string): { name: string; problem: NameProblem | null } {
  // eslint-disable-next-line no-control-regex -- pasted names may bring control characters along
  const name = input.replace(/[\u0000-\u001f\u007f-\u009f]+/g, ' ').trim();
  if (name === '') return { name, problem: 'empty' };
  if (name.length > maxLength) return { name, problem: 'long' };
  return { name, problem: null };
}
