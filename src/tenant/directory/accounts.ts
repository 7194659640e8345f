/** Accounts asked for by id: the directory's list lags behind Exchange, and may come short. */
import { normalise } from '../../model/address.ts';
import { CMDLET } from '../../wire/exchange.ts';
import { GRAPH_PATH } from '../../wire/graph.ts';
import { flag, needed, text, WrongShape } from '../fields.ts';
import { encodeSegment } from '../http/encode.ts';
import { reasonOf } from '../reason.ts';
import {
  type GraphClient,
  type GraphRead,
  itemsOf,
  type Row,
  type Services,
  type Settled,
} from '../service.ts';
import type { Directory } from './directory.ts';
import { type Recipient, Recipients } from './recipients.ts';

interface Account {
  /** May sign in. */
  readonly enabled: boolean;
  readonly guest: boolean;
}

/** In the order asked. Throws ServiceError only where nothing can go on. */
export function accountsById(
  ids: readonly string[],
  graph: GraphClient,
): Promise<readonly Settled<Account>[]> {
  const reads = ids.map(
    (id): GraphRead => ({
      path: GRAPH_PATH.user(encodeSegment(id)),
      query: { $select: 'id,accountEnabled,userType' },
      of: 'object',
    }),
  );
  return graph.readEach(reads, (row, index) => accountOf(row, ids[index]));
}

/** Throws WrongShape for an answer that does not say it, or is about somebody else. */
function accountOf(row: Row, id: string | undefined): Account {
  if (needed(row, 'id') !== id)
    throw new WrongShape('id', `${String(id)}, which was asked for,`, row);
  const enabled = flag(row, 'accountEnabled');
  if (enabled === undefined) throw new WrongShape('accountEnabled', 'true or false', row);
  return { enabled, guest: text(row, 'userType') === 'Guest' };
}

/** Pauses in milliseconds between asking for an account that the directory does not know yet: a minute in all. */
const PAUSES = [5_000, 10_000, 20_000, 25_000];

/**
 * The directory with those people among `addresses` whom Exchange lists and the directory's list does not, or without saying
 * whether they may sign in. Who is still unknown after a minute is marked, and told as missing.
 */
export async function withAccounts(
  directory: Directory,
  addresses: readonly string[],
  services: Pick<Services, 'graph' | 'exchange' | 'pause'>,
): Promise<Directory> {
  const { recipients } = directory;
  const wanted = new Set(addresses.flatMap((address) => unlisted(normalise(address), recipients)));
  const noMail = new Set(
    addresses.flatMap((address) => withoutMail(normalise(address), recipients)),
  );
  if (wanted.size === 0 && noMail.size === 0) return directory;
  const [accounts, listed] = await Promise.all([
    asked([...wanted], services),
    askedOfExchange([...noMail], services),
  ]);
  const found = new Map([...accounts, ...listed].map((one) => [one.id, one]));
  const missing = [...found.values()].flatMap(({ address, signInUnknown }) =>
    signInUnknown === undefined
      ? []
      : [{ source: 'accounts', reason: `whether ${address} may sign in: ${signInUnknown}` }],
  );
  for (const { address, doubt } of listed)
    if (doubt !== undefined) missing.push({ source: 'recipients', reason: `${address}: ${doubt}` });
  return {
    ...directory,
    recipients: new Recipients([...recipients.all()].map((one) => found.get(one.id) ?? one)),
    // What is read later is added to the directory's own list.
    get missing() {
      return [...directory.missing, ...missing];
    },
  };
}

function unlisted(address: string, recipients: Recipients): readonly Recipient[] {
  const named = recipients.find(address);
  const all = [...recipients.holders(address), ...(named.found === 'one' ? [named.recipient] : [])];
  return all.filter(
    ({ id, kind, type, enabled }) =>
      (kind === 'user' || kind === 'guest') &&
      type !== undefined &&
      enabled === undefined &&
      !id.startsWith('exchange:'),
  );
}

/** People of the directory of whom Exchange's list of recipients has nothing: mostly, they have no mailbox. */
function withoutMail(address: string, recipients: Recipients): readonly Recipient[] {
  const named = recipients.find(address);
  const all = [...recipients.holders(address), ...(named.found === 'one' ? [named.recipient] : [])];
  return all.filter(
    ({ kind, type, doubt }) =>
      (kind === 'user' || kind === 'guest') && type === undefined && doubt === undefined,
  );
}

/** The same people, each asked for by itself: where Exchange knows one after all, its list was not whole. */
async function askedOfExchange(
  people: readonly Recipient[],
  { exchange }: Pick<Services, 'exchange'>,
): Promise<readonly Recipient[]> {
  const settled = await exchange.queryEach(
    people.map(({ id }) => ({
      cmdlet: CMDLET.getRecipient,
      parameters: { Identity: id },
      select: ['ExternalDirectoryObjectId'],
    })),
    ({ ExternalDirectoryObjectId: id }, index) =>
      typeof id !== 'string' ? 'odd' : id === people[index]?.id ? 'them' : 'other',
  );
  return people.map((person, index): Recipient => {
    const one = settled[index];
    if (one?.ok === true) {
      const { items } = one.answer;
      if (items.includes('them')) return { ...person, doubt: UNLISTED };
      return items.length === 0 || items.includes('odd') ? { ...person, doubt: NEITHER } : person;
    }
    if (one?.error.failure === 'notFound') return person;
    return { ...person, doubt: one === undefined ? 'no answer came' : reasonOf(one.error) };
  });
}
const NEITHER = 'asked for it by itself, Exchange gave neither its row nor "not found" (E4003)';
const UNLISTED =
  'asked for it by itself, Exchange finds it, but its list of recipients lacks it (E4003)';

/** Those who are not there yet are asked for again, after a pause for all of them. */
async function asked(
  people: readonly Recipient[],
  { graph, pause }: Pick<Services, 'graph' | 'pause'>,
): Promise<readonly Recipient[]> {
  const known: Recipient[] = [];
  let open = people;
  for (const ms of [...PAUSES, undefined]) {
    const accounts = await accountsById(
      open.map(({ id }) => id),
      graph,
    );
    const absent: Recipient[] = [];
    for (const [index, one] of open.entries()) {
      const account = accounts[index];
      if (account?.ok === false && account.error.failure === 'notFound' && ms !== undefined)
        absent.push(one);
      else known.push(withAccount(one, account));
    }
    open = absent;
    if (open.length === 0 || ms === undefined) break;
    await pause(ms);
  }
  return known;
}

function withAccount(recipient: Recipient, settled: Settled<Account> | undefined): Recipient {
  try {
    const [account] = itemsOf(settled);
    if (account === undefined) return { ...recipient, signInUnknown: 'no answer came' };
    const { enabled, guest } = account;
    return { ...recipient, enabled, kind: guest ? 'guest' : recipient.kind };
  } catch (error) {
    return { ...recipient, signInUnknown: reasonOf(error) };
  }
}
