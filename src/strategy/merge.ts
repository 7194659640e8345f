/** What several files say, as one: what may stand once is compared, maps and lists are united. */
import { dayIn, isTimeZone } from './day.ts';
import type { Draft, DraftMailbox, DraftTeam, Part } from './draft.ts';
import { elsewhere, error, type Finding } from './finding.ts';
import { type SaidInSettings, SETTINGS_KEYS } from './keys/index.ts';
import { keyFindings, readKeys } from './keys/read.ts';
import type { Place } from './place.ts';
import { placedText } from './read-part.ts';
import type { Team } from './strategy.ts';
import { dataOf, type Entry, entryOf, type Node } from './tree.ts';

export interface Merged {
  readonly draft: Draft;
  readonly findings: readonly Finding[];
}

/** Unites the files. `now`: milliseconds since 1970, UTC. */
export function mergeParts(parts: readonly Part[], now: number): Merged {
  const findings: Finding[] = [];
  const first = (entries: readonly (Entry | undefined)[]): Entry | undefined => {
    const [one, ...others] = entries.flatMap((entry) => entry ?? []);
    if (one !== undefined) findings.push(...differing(one, others));
    return one;
  };
  const version = first(parts.map((part) => part.version));
  const tenant = first(parts.map((part) => part.tenant));
  const sections = parts.flatMap((part) => part.settings ?? []);
  const settings = new Map(
    Object.keys(SETTINGS_KEYS).flatMap((key) => {
      const entry = first(sections.map(({ value }) => entryOf(value, key)));
      return entry === undefined ? [] : [[key, entry] as const];
    }),
  );
  const said: SaidInSettings = readKeys(SETTINGS_KEYS, (key) => settings.get(key));

  const start: Place = { file: parts[0]?.file ?? '', line: 1, column: 1 };
  // A file that is no map, or is broken, may hold what seems to be missing.
  if (parts.every(({ root, whole }) => whole && root.kind === 'map')) {
    if (version === undefined) findings.push(missingVersion(start));
    if (tenant === undefined) findings.push(missingTenant(start));
    if (!settings.has('mode') && sections.every(({ value }) => value.kind === 'map')) {
      findings.push(missingMode(sections[0]?.at ?? start));
    }
  }

  const teams = new Map<string, DraftTeam>();
  for (const entry of parts.flatMap((part) => part.teams)) {
    const before = teams.get(entry.team.name);
    if (before === undefined) teams.set(entry.team.name, entry);
    else findings.push(sameTeam(entry.team, before.team));
  }
  const mailboxes = parts.flatMap((part) => part.mailboxes);
  const mailboxAt = firstByAddress(mailboxes);
  const aliasOf = new Map<string, string>();
  for (const { mailbox } of mailboxes) {
    for (const { value } of mailbox.aliases?.entries ?? []) {
      if (!mailboxAt.has(value) && !aliasOf.has(value)) aliasOf.set(value, mailbox.address);
    }
  }
  const tenantText = placedText(tenant?.value, true);
  const { timeZone } = said;
  const zone = timeZone !== undefined && isTimeZone(timeZone.value) ? timeZone.value : 'UTC';
  const today = dayIn(zone, now);
  const draft: Draft = {
    ...(tenantText && { tenant: tenantText }),
    settings: settingsOf(said),
    teams,
    leavers: parts.flatMap((part) => part.leavers),
    mailboxes,
    empty: parts.every(
      ({ root }) => nothingUnder(root, 'users') && nothingUnder(root, 'sharedMailboxes'),
    ),
    mailboxAt,
    primaryOf: (address) => aliasOf.get(address) ?? address,
    today,
  };
  findings.push(...keyFindings(SETTINGS_KEYS, (key) => settings.get(key), today));
  return { draft, findings };
}

/** What the keys say, with what holds where they are absent. */
const settingsOf = ({
  mode,
  timeZone,
  protected: guarded,
  breakGlass,
  ignoreTrustees,
  gates,
  hybrid,
}: SaidInSettings): Draft['settings'] => ({
  ...(mode && { mode: mode.value }),
  ...(timeZone && { timeZone }),
  protected: guarded?.entries ?? [],
  breakGlass: breakGlass?.entries ?? [],
  ignoreTrustees: ignoreTrustees?.entries ?? [],
  gates: gates ?? {},
  cloudCreate: hybrid !== undefined,
});

/** The same whatever the case, and whatever the order in lists and maps. */
function canonical(data: unknown): string {
  if (Array.isArray(data)) return `[${data.map(canonical).sort().join(',')}]`;
  if (typeof data === 'object' && data !== null) {
    const entries = Object.entries(data).map(([key, value]) => `${key}:${canonical(value)}`);
    return `{${entries.sort().join(',')}}`;
  }
  return JSON.stringify(typeof data === 'string' ? data.toLowerCase() : data) ?? '';
}

function differing(one: Entry, others: readonly Entry[]): Finding[] {
  const said = canonical(dataOf(one.value));
  return others
    .filter(({ value }) => canonical(dataOf(value)) !== said)
    .map(({ key, at }) =>
      error(
        at,
        `Two files contradict each other: \`${key}\` has another value at ${elsewhere(one.at, at)}.`,
        'Set it in one file only, or to the same value in both.',
      ),
    );
}

function nothingUnder(root: Node, section: string): boolean {
  const value = entryOf(root, section)?.value;
  return value === undefined || (value.kind === 'map' && value.entries.size === 0);
}

function firstByAddress(mailboxes: readonly DraftMailbox[]): Map<string, DraftMailbox> {
  const found = new Map<string, DraftMailbox>();
  for (const entry of mailboxes) {
    if (!found.has(entry.mailbox.address)) found.set(entry.mailbox.address, entry);
  }
  return found;
}

const missingVersion = (at: Place): Finding =>
  error(
    at,
    'The strategy lacks `version`, which says in what grammar it is written.',
    'Add a line `version: 1`.',
  );

const missingTenant = (at: Place): Finding =>
  error(
    at,
    'The strategy lacks `tenant`, which guards against applying it to another tenant.',
    'Add a line `tenant:` with the initial domain, such as contoso.onmicrosoft.com, or the id of the tenant.',
  );

const missingMode = (at: Place): Finding =>
  error(
    at,
    'The strategy lacks `settings.mode`. It has no default, since it decides whether people lose access.',
    'Add `settings: { mode: additive }` to only ever add, or `mode: exact` to also take away what is not listed.',
  );

const sameTeam = (team: Team, before: Team): Finding =>
  error(
    team.at,
    `The team \`${team.name}\` is defined twice, first at ${elsewhere(before.at, team.at)}.`,
    'Keep one of the two, or merge their members.',
  );
