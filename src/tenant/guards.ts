/**
 * Calls that could do great harm by a slip are stopped here, before they are sent: whatever would delete a directory
 * object, empty a list, or read everything where one thing was meant. Each throws ServiceError `guarded`.
 */
import { type ExchangeCall, type GraphCall, isEdit } from '../model/call.ts';
import { isProvisional } from '../model/ref.ts';
import { misplacedSecret } from './secrets.ts';
import { type Query, ServiceError, type ServiceName } from './service.ts';

function stop(service: ServiceName, what: string, why: string): never {
  throw new ServiceError(
    { service, failure: 'guarded', status: 0, code: 'Guarded', what },
    `${what} was stopped before it was sent: ${why}`,
  );
}

/** The few deletions that take away a link and never an object; without `/$ref` the same path deletes the member itself. */
const DELETE_LINK = /^\/groups\/[^/]+\/(?:members|owners)\/[^/]+\/(?:\$|%24)ref$/u;

/** A path below the version, encoded: no empty or dotted segment, nothing that a URL would read as another path. */
export function guardGraphPath(path: string): void {
  const segments = path.split('/').slice(1);
  const hollow = segments.some((part) => /^(?:\.|%2e){0,2}$/iu.test(part));
  // URLs drop tabs and line ends, and take a backslash for a slash.
  if (!path.startsWith('/') || hollow || /[\s\\?#\p{Cc}]/u.test(path) || path.includes('://')) {
    stop('graph', path, 'its path is not one');
  }
}

export function guardGraph(call: GraphCall): void {
  const { method, path } = call;
  guardGraphPath(path);
  const what = `${method} ${path}`;
  const misplaced = misplacedSecret(call);
  if (misplaced !== undefined) stop('graph', what, misplaced);
  if (/(?:^|\/)new(?::|%3a)/iu.test(path)) stop('graph', what, 'it names what does not exist yet');
  if (method === 'DELETE' && !DELETE_LINK.test(path)) {
    stop('graph', what, 'it would delete an object of the directory');
  }
}

const CMDLET_NAME = /^[a-z]+-[a-z]+$/iu;
/** Reads that are about one mailbox: without Identity they fail, or answer for all. */
const PER_OBJECT: ReadonlySet<string> = new Set([
  'get-mailboxpermission',
  'get-mailboxfolderpermission',
  'get-mailboxstatistics',
  'get-mailboxfolderstatistics',
  'get-mailboxautoreplyconfiguration',
  'get-mailboxregionalconfiguration',
  'get-inboxrule',
  'get-calendarprocessing',
]);

/** The values of a parameter, whatever the letter case of its name: the service does not tell cases apart. */
const parameter = (parameters: Readonly<Record<string, unknown>>, name: string): unknown[] =>
  Object.entries(parameters)
    .filter(([key]) => key.toLowerCase() === name)
    .map(([, value]) => value);

export function guardQuery({ cmdlet, parameters }: Query): void {
  if (!CMDLET_NAME.test(cmdlet)) stop('exchange', cmdlet, 'that is no name of a cmdlet');
  if (!/^get-/iu.test(cmdlet)) stop('exchange', cmdlet, 'it is not a read');
  const identities = parameter(parameters, 'identity');
  for (const identity of identities) {
    // The service takes a missing identity for "no filter" and answers with every object.
    if (typeof identity !== 'string' || identity.trim() === '') {
      stop('exchange', cmdlet, 'its Identity is empty, which can mean everything');
    }
    if (isProvisional(identity)) stop('exchange', cmdlet, `${identity} does not exist yet`);
  }
  if (identities.length > 1) stop('exchange', cmdlet, 'it has two Identities');
  if (PER_OBJECT.has(cmdlet.toLowerCase()) && identities.length === 0) {
    stop('exchange', cmdlet, 'it is about one mailbox and has no Identity');
  }
}

/** Never sent by this program: they take away a mailbox, and with it often the account. */
const FORBIDDEN: ReadonlySet<string> = new Set([
  'remove-mailbox',
  'disable-mailbox',
  'remove-mailuser',
  'disable-mailuser',
  'remove-user',
]);
/** Parameters that reach further than the one entry that was meant, by cmdlet. */
const FAR_REACHING: Readonly<Record<string, readonly string[]>> = {
  'remove-mailboxpermission': ['resetdefault', 'clearautomapping'],
};
/** Lists that are only ever changed by their difference: a whole list would undo what somebody else has just added. */
const BY_DIFFERENCE: Readonly<Record<string, readonly string[]>> = {
  'set-mailbox': ['emailaddresses', 'grantsendonbehalfto'],
};

export function guardWrite(call: ExchangeCall): void {
  const { cmdlet, on, parameters } = call;
  const name = cmdlet.toLowerCase();
  if (!CMDLET_NAME.test(cmdlet)) stop('exchange', cmdlet, 'that is no name of a cmdlet');
  const misplaced = misplacedSecret(call);
  if (misplaced !== undefined) stop('exchange', cmdlet, misplaced);
  if (name.startsWith('get-')) stop('exchange', cmdlet, 'it is a read');
  if (FORBIDDEN.has(name)) stop('exchange', cmdlet, 'it takes away a mailbox');
  if (parameter(parameters, 'identity').length > 0) {
    stop('exchange', cmdlet, 'its Identity comes from the object it is about');
  }
  if (!name.startsWith('new-')) {
    if (on.id.trim() === '') stop('exchange', cmdlet, 'it has no Identity');
    if (isProvisional(on.id)) stop('exchange', cmdlet, `${on.address} does not exist yet`);
  }
  for (const far of FAR_REACHING[name] ?? []) {
    if (parameter(parameters, far).length > 0) {
      stop('exchange', cmdlet, `${far} reaches further than one entry`);
    }
  }
  const lists = BY_DIFFERENCE[name] ?? [];
  for (const [key, value] of Object.entries(parameters)) {
    if (lists.includes(key.toLowerCase()) && !isEdit(value)) {
      stop('exchange', cmdlet, `${key} may only be changed by adding and removing`);
    }
  }
}

/** A link to the next page leads to the service it came from, or nowhere: our token goes with it. */
export function guardLink(service: ServiceName, what: string, link: string, origin: string): void {
  if (!URL.canParse(link) || new URL(link).origin !== origin) {
    stop(service, what, 'its next page is at another place than the service');
  }
}
