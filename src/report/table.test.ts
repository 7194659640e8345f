import { describe, expect, test } from 'vitest';
import { type Column, tableText } from './table.ts';
import { NO_PAINT } from './terminal.ts';

const COLUMNS: readonly Column[] = [
  { title: 'Run' },
  { title: 'Changes', align: 'right' },
  { title: 'Reason' },
];
const LONG = 'a reason of many words that goes on and on, well beyond what one line can hold';
const pipe = { paint: NO_PAINT, width: 80 };
const terminal = (width: number) => ({ paint: NO_PAINT, width, terminal: true });

describe('a table in a pipe', () => {
  test('has one line a row, columns two blanks apart, and nothing at the end of a line', async () => {
    expect(
      await tableText(
        COLUMNS,
        [
          ['r1', '7', ''],
          ['run-two', '123', 'HR 1'],
        ],
        pipe,
      ),
    ).toBe('Run      Changes  Reason\nr1             7\nrun-two      123  HR 1\n');
  });
  test('never breaks a row, however long', async () => {
    const text = await tableText(COLUMNS, [['r1', '7', LONG]], pipe);
    expect(text.split('\n')).toHaveLength(3);
    expect(text).toContain(LONG);
  });
  test('is nothing without rows', async () => {
    expect(await tableText(COLUMNS, [], pipe)).toBe('');
  });
});

describe('a table on a terminal', () => {
  test.each([80, 120, 60, 40])('stays within %i columns and says every word', async (width) => {
    const text = await tableText(COLUMNS, [['20260101T000000', '7', LONG]], terminal(width));
    for (const line of text.split('\n')) expect(line.length).toBeLessThanOrEqual(width);
    const words = text.split(/[^\w,]+/u);
    for (const word of LONG.split(' ')) expect(words).toContain(word);
  });
  test('has lines, and no colour of its own', async () => {
    const text = await tableText(COLUMNS, [['r1', '7', 'x']], terminal(80));
    expect(text).toContain('┌');
    expect(text).not.toContain('\u001b');
  });
});

test.each([pipe, terminal(80)])('what is hostile is escaped in %j', async (screen) => {
  const text = await tableText(
    COLUMNS,
    [['r\u001b[2J', '7', '\u202egnp\n##vso[task.complete]']],
    screen,
  );
  for (const hostile of ['\u001b', '\u202e', '##vso']) expect(text).not.toContain(hostile);
  expect(text).toContain('\\u{1b}');
});

test('a column that is copied stays whole while another can break', async () => {
  const text = await tableText(
    [{ title: 'Run', whole: true }, { title: 'Reason' }],
    [['20260101T000000.000Z-abcdef', LONG]],
    terminal(60),
  );
  expect(text).toContain('20260101T000000.000Z-abcdef');
});

test('a word that is longer than its column goes on in the next line, to its last letter', async () => {
  const id = 'fbbfdecf-d3f9-46dd-ad49-44cfadec859b';
  const text = await tableText(COLUMNS, [['r1', '7', `Contoso (${id})`]], terminal(40));
  expect(text).not.toContain('…');
  const cells = text.split('\n').map((line) => line.split('│')[3]?.trim() ?? '');
  expect(cells.join('')).toContain(id);
});
