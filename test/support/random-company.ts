/** Random small companies and random strategies for them, as fast-check draws, composed from the cases of all kinds. */
import fc from 'fast-check';
import { KIND_NAMES } from '../../src/kinds/index.ts';
import type { Tenant } from '../../src/simulator/tenant/model.ts';
import { type Drawn, maybe } from '../contracts/kinds/case.ts';
import { CASES } from '../contracts/kinds/index.ts';
import {
  type AskedDraft,
  addressOf,
  BOXES,
  type Entry,
  isPerson,
  LINES,
  type Line,
  type Named,
  NEW_BOX,
  PEOPLE,
  type Setting,
  type Stage,
  stageOf,
  type WhoSignsIn,
} from './small-company.ts';

export interface Company {
  readonly setting: Setting;
  /** What each kind puts into it. */
  readonly there: readonly Drawn<Stage>[];
}
export const company: fc.Arbitrary<Company> = fc.record({
  setting: fc.record({ oldNames: fc.boolean(), synced: fc.nat(4).map((n) => n === 4) }),
  there: fc.tuple(...KIND_NAMES.map((name) => CASES[name].there)),
});

/** The same tenant for the same draw. */
export function tenantOf({ setting, there }: Company, who: WhoSignsIn): Tenant {
  const stage = stageOf(setting, who);
  for (const { put } of there) put(stage);
  return stage.tenant;
}

interface DrawnLine {
  readonly who: string;
  readonly until: '2029-06-30' | '2031-06-30' | undefined;
}
interface DrawnEntry {
  readonly mode: 'exact' | 'additive' | undefined;
  readonly lines: readonly DrawnLine[] | undefined;
}
export interface Wishes {
  readonly mode: 'exact' | 'additive';
  readonly crew: readonly string[];
  readonly leavers: readonly string[];
  readonly ignored: string | undefined;
  readonly entries: readonly (DrawnEntry | undefined)[];
  readonly spare: DrawnEntry;
  /** What each kind asks for. */
  readonly asked: readonly Drawn<AskedDraft>[];
}

const line: fc.Arbitrary<DrawnLine> = fc.record({
  who: fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom<string>(...PEOPLE) },
    { weight: 2, arbitrary: fc.constantFrom('team:crew', 'group:readers', 'guest', 'robot') },
    { weight: 1, arbitrary: fc.constant('desk') },
  ),
  until: maybe(fc.constantFrom('2029-06-30', '2031-06-30')),
});
const entry: fc.Arbitrary<DrawnEntry> = fc.record({
  mode: maybe(fc.constantFrom('exact', 'additive')),
  lines: maybe(fc.uniqueArray(line, { maxLength: LINES, selector: ({ who }) => who }), 4),
});
export const wishes: fc.Arbitrary<Wishes> = fc.record({
  mode: fc.constantFrom('exact', 'exact', 'additive'),
  crew: fc.uniqueArray(fc.constantFrom(...PEOPLE, 'guest', 'robot', 'desk'), { maxLength: 4 }),
  leavers: fc.uniqueArray(fc.constantFrom(...PEOPLE), { maxLength: 1 }),
  ignored: maybe(fc.constantFrom(addressOf('bob'), '*@fabrikam.example')),
  entries: fc.array(maybe(entry), { minLength: BOXES.length, maxLength: BOXES.length }),
  spare: entry,
  asked: fc.tuple(...KIND_NAMES.map((name) => CASES[name].asked)),
});

/**
 * The strategy as YAML, for this tenant. What a person would not write is left out (a line for somebody who left), so that most draws
 * are valid; some remain that are not.
 */
export function yamlOf(drawn: Wishes, tenant: Tenant): string {
  const { mode, crew, leavers, ignored, entries, spare, asked } = drawn;
  const named = BOXES.flatMap((local, index) => {
    const one = entries[index];
    return one === undefined ? [] : [[local, entryOf(local, one, drawn)] as const];
  });
  const draft: AskedDraft = {
    tenant,
    entries: new Map<Named, Entry>(named),
    spare: entryOf(NEW_BOX, spare, drawn),
  };
  for (const { put } of asked) put(draft);
  const section = (title: string, mine: (local: Named) => boolean): readonly string[] => {
    const own = [...draft.entries.values()].filter(({ local }) => mine(local));
    return own.length === 0 ? [] : [`${title}:`, ...own.flatMap(entryText)];
  };
  return [
    'version: 1',
    'tenant: contoso.onmicrosoft.com',
    'settings:',
    `  mode: ${mode}`,
    ...(ignored === undefined ? [] : [`  ignoreTrustees: [${JSON.stringify(ignored)}]`]),
    'teams:',
    `  crew: { members: [${crew.map(addressOf).join(', ')}] }`,
    ...(leavers.length === 0 ? [] : [`leavers: [${leavers.map(addressOf).join(', ')}]`]),
    ...section('users', isPerson),
    ...section('sharedMailboxes', (local) => !isPerson(local)),
    '',
  ].join('\n');
}

function entryOf(local: Named, one: DrawnEntry, { mode, leavers, ignored }: Wishes): Entry {
  const lines = one.lines
    ?.filter(({ who }) => who !== local && !leavers.includes(who) && addressOf(who) !== ignored)
    .map(
      ({ who, until }): Line => ({
        who,
        rights: [],
        more: until === undefined ? [] : [`until: ${until}`],
      }),
    );
  return {
    local,
    mode: one.mode ?? mode,
    says: one.mode === undefined ? [] : [`mode: ${one.mode}`],
    ...(lines === undefined ? {} : { delegates: lines }),
  };
}

function entryText({ local, says, delegates }: Entry): readonly string[] {
  const body = [...says, ...(delegates === undefined ? [] : delegatesText(delegates))];
  return body.length === 0
    ? [`  ${addressOf(local)}: {}`]
    : [`  ${addressOf(local)}:`, ...body.map((text) => `    ${text}`)];
}
function delegatesText(delegates: readonly Line[]): readonly string[] {
  const written = delegates
    .filter(({ rights }) => rights.length > 0)
    .map(({ who, rights, more }) => {
      const name = who.startsWith('team:') ? who : addressOf(who);
      return `  ${name}: { ${[`rights: [${rights.join(', ')}]`, ...more].join(', ')} }`;
    });
  return written.length === 0 ? ['delegates: {}'] : ['delegates:', ...written];
}
