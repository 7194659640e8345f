/** SIDs: the one name of an account or group that survives renaming. Entries of permission lists are kept under them. */
import { CMDLET } from '../../wire/exchange.ts';
import { flag, text, texts } from '../fields.ts';
import type { Query, Row, Services } from '../service.ts';
import { Objects } from './objects.ts';
import type { Recipient } from './recipients.ts';

/** A source that could not be read, with the reason. */
export interface Missing {
  readonly source: string;
  readonly reason: string;
}

/** Who has which SID, former ones included (SidHistory: an account keeps what it held under them). */
export interface Sids {
  /** Ids of the objects whose SID, or one of whose former SIDs, it is; mostly one. */
  readonly holders: (sid: string) => readonly string[];
  /** The SID of an object as it is now; undefined: none was read. */
  readonly current: (id: string) => string | undefined;
  /** Object ids of those users that are AI agents. */
  readonly agents: ReadonlySet<string>;
  /** Sources that could not be read: then a SID that nobody seems to have may be somebody's. */
  readonly missing: readonly Missing[];
}

/** As SIDs are compared everywhere. */
export const normaliseSid = (sid: string): string => sid.trim().toUpperCase();

/** An object with its SID now, and those it had before. */
export interface SidRow {
  readonly id: string;
  readonly sid: string;
  readonly former: readonly string[];
  /** An AI agent. */
  readonly agent?: boolean;
}

export function sidsOf(rows: Iterable<SidRow>, missing: readonly Missing[]): Sids {
  const holders = new Map<string, readonly string[]>();
  const current = new Map<string, string>();
  const agents = new Set<string>();
  const add = (text: string, id: string): void => {
    const sid = normaliseSid(text);
    const there = holders.get(sid) ?? [];
    if (sid !== '' && !there.includes(id)) holders.set(sid, [...there, id]);
  };
  for (const { id, sid, former, agent } of rows) {
    if (agent === true) agents.add(id);
    if (sid !== '') current.set(id, normaliseSid(sid));
    for (const one of [sid, ...former]) add(one, id);
  }
  return {
    holders: (sid) => holders.get(normaliseSid(sid)) ?? [],
    current: (id) => current.get(id),
    agents,
    missing,
  };
}

/**
 * SIDs of users and groups, one paged read each in one request: no other cmdlet lists them (Get-Recipient and Get-Mailbox have
 * none, and the directory's `securityIdentifier` is another one). Source: rows of a live tenant, Get-User and Get-Group.
 */
export async function readSids(
  { exchange }: Services,
  applications: readonly SidRow[],
  idOf: (row: Row) => string,
  expected: readonly Recipient[],
): Promise<Sids> {
  const select = ['ExternalDirectoryObjectId', 'Guid', 'Sid', 'SidHistory'];
  const queries: readonly Query[] = [
    {
      cmdlet: CMDLET.getUser,
      parameters: { ResultSize: 'Unlimited' },
      select: [...select, 'IsAgenticUser', 'AgentIdentityBlueprintId'],
    },
    { cmdlet: CMDLET.getGroup, parameters: { ResultSize: 'Unlimited' }, select },
  ];
  const sources = ['users of Exchange', 'groups of Exchange'];
  const objects = sources.map(
    (source) =>
      new Objects(
        source,
        idOf,
        (row): SidRow => ({
          id: idOf(row),
          sid: text(row, 'Sid'),
          former: texts(row, 'SidHistory'),
          agent: isAgent(row),
        }),
      ),
  );
  const settled = await exchange.queryEach(queries, (row, index) => objects[index]?.take(row));
  const missing: Missing[] = [];
  const rows = sources.flatMap((source, index) => {
    const answer = settled[index];
    if (answer?.ok === true) {
      const { items = [], unknown = [] } = objects[index] ?? {};
      missing.push(...unknown.map(({ reason }) => ({ source, reason })));
      return items;
    }
    missing.push({ source, reason: answer?.error.message ?? 'an answer is missing' });
    return [];
  });
  if (missing.length === 0) missing.push(...shortOf(rows, expected));
  return sidsOf([...applications, ...rows], missing);
}

/** Either says so. Source: rows of a live tenant, Get-User, Get-Mailbox and Get-MailUser. */
const isAgent = (row: Row): boolean =>
  flag(row, 'IsAgenticUser') === true || text(row, 'AgentIdentityBlueprintId') !== '';

/** Whoever Exchange lists as a recipient has a SID; a list without it is not whole, and what it lacks may be anybody's. */
function shortOf(rows: readonly SidRow[], expected: readonly Recipient[]): readonly Missing[] {
  const known = new Set(rows.filter(({ sid }) => sid !== '').map(({ id }) => id));
  const lacking = expected.filter(({ id }) => !known.has(id));
  const [first] = lacking;
  return first === undefined
    ? []
    : [
        {
          source: 'SIDs of Exchange',
          reason: `the list lacks ${lacking.length} of ${expected.length} people and groups, among them ${first.address} (E4003)`,
        },
      ];
}
