/** What follows from one key: a key of a later version, made here, is read, checked, described and resolved like those of the register. */
import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { warning } from '../finding.ts';
import { addressOf } from '../schema/parts.ts';
import { readTree } from '../syntax/read-tree.ts';
import { type Entry, entryOf } from '../tree.ts';
import { namedIn } from './addresses.ts';
import { EVERY_MAILBOX, inMailboxes, list, single } from './key.ts';
import { mapAt } from './maps.ts';
import { keyFindings, keysIn, readKeys, schemasOf } from './read.ts';

const forwarding = inMailboxes(
  single(
    z
      .strictObject({
        to: addressOf('Who gets the mail.'),
        keepCopy: z.boolean().default(true).describe('Whether the mailbox keeps it, too.'),
        also: z.union([z.boolean(), z.array(addressOf('Further ones.'))]).optional(),
      })
      .describe('Where mail goes on to.'),
    {
      *check({ value, at }) {
        if (!value.keepCopy) yield warning(at, 'No copy is kept.', 'Keep one.');
      },
    },
  ),
  { reach: 'anywhere', sections: ['sharedMailboxes'], elsewhere: 'It is for shared ones.' },
);
const labels = inMailboxes(list(z.array(z.string().max(3)), z.string().max(3)));
const KEYS = { forwarding, labels };

/** The entries of a map that is written so. */
function entriesIn(text: string): (name: string) => Entry | undefined {
  const { root } = readTree({ file: 'f', text });
  return (name) => entryOf(root, name);
}
const at = (line: number, column: number) => ({ file: 'f', line, column });

describe('a key', () => {
  test('is read with what its schema adds', () => {
    const said = readKeys(KEYS, entriesIn('forwarding: { to: Ann@Contoso.com }\n'));
    expect(said).toEqual({
      forwarding: { value: { to: 'ann@contoso.com', keepCopy: true }, at: at(1, 13) },
    });
  });
  test('that has not the right form says nothing; of a list the rest counts', () => {
    const said = readKeys(
      KEYS,
      entriesIn('forwarding: { to: 7 }\nlabels: [a, much too long, b]\n'),
    );
    expect(said).toEqual({
      labels: {
        at: at(2, 1),
        entries: [
          { value: 'a', at: at(2, 10) },
          { value: 'b', at: at(2, 28) },
        ],
      },
    });
  });
  test('is checked by itself, where it can be read', () => {
    const told = (text: string) => [...keyFindings(KEYS, entriesIn(text), '2030-01-01')];
    expect(told('forwarding: { to: a@b.com, keepCopy: false }')).toEqual([
      { severity: 'warning', at: at(1, 13), message: 'No copy is kept.', mend: 'Keep one.' },
    ]);
    expect(told('forwarding: { to: a@b.com }')).toEqual([]);
    expect(told('forwarding: { to: a, keepCopy: false }')).toEqual([]);
  });
  test('stands in its sections alone', () => {
    expect(Object.keys(keysIn(KEYS, 'users'))).toEqual(['labels']);
    expect(Object.keys(keysIn(KEYS, 'sharedMailboxes'))).toEqual(['forwarding', 'labels']);
    expect(labels.sections).toBe(EVERY_MAILBOX);
  });
  test('need not be there, but what is there has its form', () => {
    const schema = z.strictObject(schemasOf(KEYS));
    const accepts = (value: unknown): boolean => schema.safeParse(value).success;
    expect([{}, { forwarding: { to: 'a@b.com' } }].map(accepts)).toEqual([true, true]);
    expect([{ forwarding: {} }, { forwarding: null }, { x: 1 }].map(accepts)).toEqual([
      false,
      false,
      false,
    ]);
    expect(z.toJSONSchema(schema, { io: 'input' })).toMatchObject({
      properties: { forwarding: { description: 'Where mail goes on to.', required: ['to'] } },
    });
  });
});

describe('the addresses in a key', () => {
  const named = (text: string) => {
    const entry = entriesIn(text)('forwarding');
    return entry === undefined ? [] : namedIn('forwarding', forwarding, entry.value);
  };
  const one = (value: string, column: number) => ({
    value,
    at: at(1, column),
    key: 'forwarding',
    reach: 'anywhere',
  });
  test('are found by its schema, wherever they stand, lower case, each with its place', () => {
    expect(
      named('forwarding: { to: Ann@b.com, keepCopy: true, also: [C@d.com, e@f.com] }'),
    ).toEqual([one('ann@b.com', 19), one('c@d.com', 53), one('e@f.com', 62)]);
  });
  test('are none where they have not the form, and none beside', () => {
    expect(named('forwarding: { to: ann, also: [c@d.com, 7], keepCopy: a@b.com }')).toEqual([
      one('c@d.com', 31),
    ]);
    expect(named('forwarding: true')).toEqual([]);
  });
  test('mean an object of the tenant where the key says nothing else', () => {
    const heir = inMailboxes(single(addressOf('Who takes over.')));
    const entry = entriesIn('heir: a@b.com')('heir');
    expect(entry && namedIn('heir', heir, entry.value)).toMatchObject([{ reach: 'tenant' }]);
  });
});

describe('the map with fixed keys below a key', () => {
  const { schema } = inMailboxes(
    single(
      z.union([
        z.boolean(),
        z.strictObject({
          rules: z.record(z.string(), z.strictObject({ on: z.boolean() })).optional(),
          days: z.array(z.strictObject({ day: z.string() })).default([]),
        }),
      ]),
    ),
  );
  test.each([
    [[], ['rules', 'days']],
    [['rules', 'any'], ['on']],
    [['days', 0], ['day']],
    [['rules'], undefined],
    [['days', 0, 'day'], undefined],
    [['other'], undefined],
    [['rules', 'any', 'on', 'x'], undefined],
  ])('at %j', (path, known) => expect(mapAt(schema, path)?.known).toEqual(known));
  test('may be one of several forms, all of which are told', () =>
    expect(mapAt(schema, [])?.schema).toBe(schema));
});
