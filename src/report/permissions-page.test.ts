/** The page and the help text against the table that both are made from. */
import { describe, expect, test } from 'vitest';
import { tablesOf } from '../../test/support/markdown-table.ts';
import { givenTo, IDENTITIES } from '../setup/identities.ts';
import { TENANT_COMMANDS } from '../setup/need.ts';
import { needsOf } from '../setup/needs.ts';
import { setUpsFor } from '../setup/set-up.ts';
import { permissionsPage } from './permissions-page.ts';
import { permissionsText } from './permissions-text.ts';
import { NO_PAINT } from './terminal.ts';

test('docs/permissions.md is what the table says', async () => {
  await expect(permissionsPage()).toMatchFileSnapshot('../../docs/permissions.md');
});

test('the page has a row for every call', () => {
  const rows = tablesOf(permissionsPage()).flatMap((one) => one.rows.map(([first]) => first));
  for (const { operation } of needsOf(TENANT_COMMANDS)) expect(rows).toContain(`\`${operation}\``);
});

const pipe = { paint: NO_PAINT, width: 80 };
const screens = { pipe, terminal: { ...pipe, terminal: true } } as const;

describe.each(['pipe', 'terminal'] as const)('help permissions on a %s', (name) => {
  test('stays within 80 columns', async () => {
    const lines = (await permissionsText(screens[name])).split('\n');
    expect(lines.filter((line) => line.length > 80)).toEqual([]);
  });

  test('names everything that each identity is given', async () => {
    const text = await permissionsText(screens[name]);
    for (const { grant } of IDENTITIES.flatMap(givenTo)) expect(text).toContain(grant.name);
  });
});

test.each([
  ['the page', async () => permissionsPage()],
  ['the help', () => permissionsText(pipe)],
] as const)('%s claims nothing about what is contested', async (_, made) => {
  const text = (await made()).replaceAll(/\s+/gu, ' ');
  expect(text).toContain(
    'Whether View-Only Recipients may run Get-RecipientPermission differs from tenant to tenant',
  );
  expect(text).toContain('Where it may, mbx read is not needed; where it may not, mbx read may.');
});

test.each(IDENTITIES.map((one) => [one.roleGroup, one] as const))(
  'what is set up for %s is what the help gives it',
  (_, identity) => {
    const [made, ...others] = setUpsFor(identity.for);
    const names = [...(made?.permissions ?? []), ...(made?.roles ?? [])].map(({ name }) => name);
    expect(others).toEqual([]);
    expect(made?.roleGroup).toBe(identity.roleGroup);
    expect(names.toSorted()).toEqual(
      givenTo(identity)
        .map(({ grant }) => grant.name)
        .toSorted(),
    );
  },
);
