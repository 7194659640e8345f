import { expect, test } from 'vitest';
import { lineFrom } from './journal-document.ts';

test('a journal of an earlier mbx calls an unknown outcome "unmade": it is read as unknown', () => {
  const line = { prev: 'a'.repeat(64), line: 'end', at: 1, change: '58a2dbd78900' };
  expect(lineFrom({ ...line, end: 'unmade' })).toEqual({ ...line, end: 'unknown' });
  expect(lineFrom({ ...line, end: 'held' })).toEqual({ ...line, end: 'held' });
  expect(() => lineFrom({ ...line, end: 'lost' })).toThrow();
});
