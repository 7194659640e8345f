import { expect, test } from 'vitest';
import { CmdletError } from './errors.ts';
import { type Dialect, type Filterable, parseFilter } from './opath.ts';

const object: Record<string, Filterable> = {
  Alias: 'sales',
  DisplayName: "O'Hara",
  IsDirSynced: false,
  ForwardingAddress: null,
  Note: '',
  Size: 12,
  WhenCreated: '2029-05-01T00:00:00Z',
  EmailAddresses: ['SMTP:sales@contoso.com', 'smtp:hello@contoso.com'],
  Members: [],
};

function fits(filter: string, dialect: Dialect = 'opath'): boolean {
  return parseFilter(filter, dialect)((property) => object[property]);
}

test.each([
  ["Alias -eq 'SALES'", true],
  ["Alias -ne 'sales'", false],
  ["alias -eq 'sales'", 'unknown'],
  ["Alias -like 's*s'", true],
  ["Alias -like 's'", false],
  ["Alias -notlike 'x*'", true],
  ["DisplayName -eq 'O''Hara'", true],
  ['DisplayName -eq "O\'Hara"', true],
  ['IsDirSynced -eq $false', true],
  ["IsDirSynced -eq 'false'", true],
  ['IsDirSynced -eq $true', false],
  ['ForwardingAddress -eq $null', true],
  ['ForwardingAddress -ne $null', false],
  ['Note -eq $null', true],
  ['Members -eq $null', true],
  ['EmailAddresses -ne $null', true],
  ["EmailAddresses -like '*hello*'", true],
  ["EmailAddresses -ne 'smtp:hello@contoso.com'", false],
  ['Size -gt 11', true],
  ['Size -lt 12', false],
  ['Size -ge 12 -and Size -le 12', true],
  ["WhenCreated -lt '2029-06-01'", true],
  ["Alias -eq 'x' -or Alias -eq 'sales' -and Size -eq 13", false],
  ["(Alias -eq 'sales' -or Alias -eq 'x') -and -not (Size -eq 13)", true],
  ["-not Alias -eq 'sales'", false],
  ["{ Alias -EQ 'sales' }", true],
  ["Alias -like 's.les'", false],
] as const)('%s', (filter, expected) => {
  if (expected === 'unknown') expect(() => fits(filter)).toThrow(/not a recognized filterable/);
  else expect(fits(filter)).toBe(expected);
});

test.each([
  'Alias -eq',
  "Alias 'sales'",
  "Alias -is 'sales'",
  "(Alias -eq 'sales'",
  "Alias -eq 'sales' Size",
  "Alias -eq 'sales' -and",
  "Alias eq 'sales'",
  "Alias -eq 'sales' ; drop",
  '',
])('refused: %s', (filter) => {
  expect(() => fits(filter)).toThrow(CmdletError);
});

test('the dialect of $filter has no dashes and plain constants', () => {
  expect(fits("Alias eq 'sales' and IsDirSynced eq false", 'odata')).toBe(true);
  expect(fits('not (ForwardingAddress eq null)', 'odata')).toBe(false);
});
