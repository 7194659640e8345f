import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import * as z from 'zod';
import { HEAD, read } from '../../test/support/told.ts';
import { strategyJsonSchema } from './json-schema.ts';

/** Reads the schema back as a validator, from its JSON and nothing else. */
const validator = (extent?: 'whole' | 'part') =>
  z.fromJSONSchema(JSON.parse(JSON.stringify(strategyJsonSchema(extent))));
const whole = validator();
const accepts = (text: string): boolean => whole.safeParse(parse(text)).success;
const example = readFileSync(
  new URL('../../policies/strategy.example.yaml', import.meta.url),
  'utf8',
);

const mailbox = (body: string): string => `${HEAD}sharedMailboxes:\n  a@contoso.com: ${body}\n`;
const user = (body: string): string => `${HEAD}users:\n  a@contoso.com: ${body}\n`;
const line = (body: string): string => user(`{ delegates: { ${body} } }`);

const valid: readonly string[] = [
  HEAD,
  example,
  `${HEAD}users: {}\nsharedMailboxes: {}\nteams: {}\nleavers: []\n`,
  mailbox('{}'),
  mailbox('{ aliases: [], delegates: {}, tags: [], signIn: allowed, sentItemsCopy: false }'),
  mailbox('{ sentItemsCopy: { sendAs: true } }'),
  user(
    '{ sendOnBehalf: exact, mode: additive, hidden: true, displayName: "1", reviewed: 2024-02-29 }',
  ),
  line('b@contoso.com: [sendAs, fullAccess], group:g@contoso.com: [sendOnBehalf]'),
  line('b@contoso.com: { rights: [fullAccess], automap: false, until: 2030-01-01, reason: x }'),
  `${line('team:Büro-1: [sendAs]')}teams: { Büro-1: { members: [b@contoso.com] } }\n`,
  `${HEAD}leavers: [a@contoso.com, { who: b@contoso.com, reason: x }]\n`,
  HEAD.replace(
    'exact',
    'additive, ignoreTrustees: [S-1-5-21-1-2, "*-b@c.com"], gates: { maxGrants: 1 }',
  ),
  HEAD.replace('contoso.onmicrosoft.com', '3f2504e0-4f89-11d3-9a0c-0305e82c3301'),
];
const invalid: readonly string[] = [
  'version: 1\n',
  'version: 1\ntenant: contoso.onmicrosoft.com\nsettings: {}\n',
  HEAD.replace('1', '2'),
  HEAD.replace('exact', 'strict'),
  HEAD.replace('exact', 'exact, gates: { creates: -1 }'),
  HEAD.replace('exact', 'exact, gates: { create: 1 }'),
  HEAD.replace('exact', 'exact, ignoreTrustees: ["*"]'),
  `${HEAD}foo: 1\n`,
  `${HEAD}users:\n`,
  `${HEAD}users: { fred: {} }\n`,
  mailbox('{ folders: {} }'),
  mailbox('{ sendOnBehalf: exact }'),
  user('{ signIn: blocked }'),
  user('{ hidden: 1 }'),
  user('{ aliases: }'),
  user('{ aliases: [smtp:a@b.com] }'),
  user('{ reviewed: 2026-02-30 }'),
  user('{ sentItemsCopy: {} }'),
  line('b@contoso.com: []'),
  line('b@contoso.com: [read]'),
  line('b@contoso.com: [sendAs, sendAs]'),
  line('b@contoso.com: { automap: true }'),
  line('sales: [sendAs]'),
  `${HEAD}teams: { "a b": { members: [] } }\n`,
  `${HEAD}teams: { a: { membersOf: g@contoso.com } }\n`,
  `${HEAD}leavers: [{ who: b@contoso.com, on: 2026-01-01 }]\n`,
];

test.each(valid.map((text) => ({ text })))('reader and schema accept valid text %#', ({ text }) => {
  expect(read(text).complaints.filter(({ severity }) => severity === 'error')).toEqual([]);
  expect(accepts(text)).toBe(true);
});
test.each(invalid.map((text) => ({ text })))('reader and schema refuse text %#', ({ text }) => {
  expect(read(text).ok).toBe(false);
  expect(accepts(text)).toBe(false);
});

describe('the schema', () => {
  test('is of draft 2020-12', () => {
    expect(strategyJsonSchema()).toMatchObject({
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      required: ['version', 'tenant', 'settings'],
      additionalProperties: false,
    });
  });
  test('for one file of several asks for nothing', () => {
    const part = validator('part');
    expect(part.safeParse({ users: {} }).success).toBe(true);
    expect(part.safeParse({ settings: { timeZone: 'UTC' } }).success).toBe(true);
    expect(part.safeParse({ user: {} }).success).toBe(false);
  });
  test('describes every key, for who types in an editor', () => {
    const undescribed: string[] = [];
    const walk = (node: unknown, path: string): void => {
      if (typeof node !== 'object' || node === null) return;
      for (const [key, value] of Object.entries(node)) {
        if (key === 'properties' && typeof value === 'object' && value !== null) {
          for (const [name, property] of Object.entries(value)) {
            const known = z.object({ description: z.string() }).or(z.object({ $ref: z.string() }));
            if (!known.safeParse(property).success) undescribed.push(`${path}.${name}`);
          }
        }
        walk(value, `${path}.${key}`);
      }
    };
    walk(strategyJsonSchema(), '');
    expect(undescribed).toEqual([]);
  });
});
