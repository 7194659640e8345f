/** Rows against what a live tenant was seen to give: every property that it had, with the type that it had there. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { ADMINISTRATOR, makeBench } from '../../../test/support/simulator/exchange-world.ts';

const names = z.string().transform((text) => text.split(' '));
const { nouns, typed } = z
  .object({
    nouns: z.record(z.string(), z.partialRecord(z.enum(['bool', 'string', 'int', 'list']), names)),
    typed: z.record(z.string(), names),
  })
  .parse(JSON.parse(readFileSync(new URL('observed-properties.json', import.meta.url), 'utf8')));

const typeOf = (value: unknown): string => {
  if (value === undefined) return 'absent';
  if (Array.isArray(value)) return 'list';
  if (typeof value === 'boolean') return 'bool';
  return Number.isInteger(value) ? 'int' : value === null ? 'null' : typeof value;
};

/** What is null where it does not apply. Source: the reference page of the property. */
const NULLABLE: Readonly<Record<string, readonly string[]>> = {
  // Without a licence there is no plan.
  Mailbox: ['MailboxPlan'],
};

const { run } = makeBench();

test('the list has the nouns that are served', () => {
  expect(Object.keys(nouns).sort()).toEqual(
    [
      'AcceptedDomain',
      'Group',
      'HostedOutboundSpamFilterPolicy',
      'MailUser',
      'Mailbox',
      'OrganizationConfig',
      'RemoteDomain',
      'User',
    ].sort(),
  );
});

test.each(Object.entries(nouns))('every row of Get-%s', async (noun, byType) => {
  const { rows } = await run(`Get-${noun}`, {}, ADMINISTRATOR);
  expect(rows.length).toBeGreaterThan(0);
  for (const row of rows) {
    const wanted: Record<string, string> = {};
    const there: Record<string, string> = {};
    for (const [type, properties] of Object.entries(byType)) {
      for (const name of properties) {
        wanted[name] = type;
        const none = row[name] === null && NULLABLE[noun]?.includes(name);
        there[name] = none ? type : typeOf(row[name]);
      }
    }
    expect(there, String(row['Name'])).toEqual(wanted);
    const bare = typed[noun]?.filter((name) => !(`${name}@data.type` in row));
    expect(bare, `${String(row['Name'])}: without their type`).toEqual([]);
  }
});

test.each(Object.keys(nouns))(
  'Get-%s with $select gives the same cells, and those alone',
  async (noun) => {
    const whole = await run(`Get-${noun}`, {}, ADMINISTRATOR);
    const chosen = ['guid', 'NAME', 'WhenCreated', 'IsValid'];
    const some = await run(`Get-${noun}`, {}, { ...ADMINISTRATOR, query: `?$select=${chosen}` });
    const cells = (row: Record<string, unknown>) =>
      [row['Guid'], row['Name'], row['WhenCreated'], row['IsValid']].map(String);
    expect(some.rows.map(cells)).toEqual(whole.rows.map(cells));
    for (const row of some.rows) {
      expect(
        Object.keys(row)
          .filter((name) => !name.includes('@'))
          .sort(),
      ).toEqual(['Guid', 'IsValid', 'Name', 'WhenCreated'].sort());
    }
  },
);
