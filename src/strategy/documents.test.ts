/** What administrators are given to read and copy is true to the code. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import * as z from 'zod';
import { told } from '../../test/support/told.ts';
import { GATE_SETTING_NAMES } from '../model/gates.ts';
import { LATER } from './schema/places.ts';
import { sharedMailbox, userMailbox } from './schema/schema.ts';

const textOf = (path: string): string =>
  readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');

test('the example is valid, and nothing in it is worth a warning', () => {
  expect(told(textOf('policies/strategy.example.yaml'))).toEqual([]);
});

describe('the reference', () => {
  const page = textOf('docs/strategy.md');
  const blocks = [...page.matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, text = '']) => ({ text }));
  test('has examples', () => expect(blocks.length).toBeGreaterThan(5));
  test.each(blocks)('example %# is valid beside what it leaves out', ({ text }) => {
    const given = z.record(z.string(), z.unknown()).parse(parse(text));
    const rest = [
      ['version', '1'],
      ['tenant', 'contoso.onmicrosoft.com'],
      ['settings', '{ mode: exact }'],
      ['teams', '{ front-desk: { members: [kim@contoso.com] } }'],
      ['users', '{ kim@contoso.com: {} }'],
    ].filter(([key = '']) => !(key in given));
    const text2 = rest.map(([key, value]) => `${key}: ${value}\n`).join('');
    expect(
      told([
        { file: 'example', text },
        { file: 'rest', text: text2 || '{}' },
      ]),
    ).toEqual([]);
  });
  test.each([
    ...Object.keys(userMailbox.shape),
    ...Object.keys(sharedMailbox.shape),
    ...GATE_SETTING_NAMES,
    ...LATER,
  ])('tells of %s', (word) => expect(page).toContain(`\`${word}\``));
});
