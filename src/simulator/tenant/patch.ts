/** Sets one value of the tenant's document by its path, list members by index or by any of their names. */

/** What is found by a path has to be walked as plain JSON. */
type Container = Record<string, unknown> | unknown[];

/** Members whose value is a name of the object that has them. */
const NAMES = [
  'id',
  'guid',
  'userPrincipalName',
  'alias',
  'name',
  'mail',
  'sid',
  'appId',
  'userId',
];

/**
 * Sets `value` at `path` (segments parted by `/`, with `~1` for a slash and `~0` for a tilde, as in JSON Pointer; `-`
 * is the place after the last of a list); undefined removes what is there. Gives the outermost object of a list that
 * the path goes through, if any. Throws where the path leads nowhere. `before` is told that object before it changes.
 */
export function setAtPath(
  document: object,
  path: string,
  value: unknown,
  before: (object: object) => void = () => undefined,
): object | undefined {
  const segments = path
    .split('/')
    .slice(1)
    .map((one) => one.replaceAll('~1', '/').replaceAll('~0', '~'));
  const last = segments.pop();
  if (last === undefined) throw new Error('the path of a change is empty');
  let here = container(document, path);
  let object: object | undefined;
  for (const segment of segments) {
    const next = container(step(here, segment), path);
    if (Array.isArray(here)) object ??= next;
    here = next;
  }
  if (object) before(object);
  if (Array.isArray(here)) setInList(here, last, value, path);
  else if (value === undefined) Reflect.deleteProperty(here, last);
  else here[last] = value;
  return object;
}

function setInList(list: unknown[], segment: string, value: unknown, path: string): void {
  if (segment === '-') {
    list.push(value);
    return;
  }
  const index = indexIn(list, segment);
  if (index === -1) throw new Error(`nothing stands at ${path}`);
  if (value === undefined) list.splice(index, 1);
  else list[index] = value;
}

function step(here: Container, segment: string): unknown {
  return Array.isArray(here) ? here[indexIn(here, segment)] : here[segment];
}

function indexIn(list: readonly unknown[], segment: string): number {
  if (/^\d+$/.test(segment)) return Number(segment) < list.length ? Number(segment) : -1;
  const wanted = segment.toLowerCase();
  return list.findIndex((one) => {
    if (typeof one === 'string') return one.toLowerCase() === wanted;
    if (typeof one !== 'object' || one === null) return false;
    return Object.entries(one).some(([key, member]) => {
      if (key === 'emailAddresses' && Array.isArray(member)) {
        return member.some((address) => String(address).toLowerCase().endsWith(`:${wanted}`));
      }
      return NAMES.includes(key) && typeof member === 'string' && member.toLowerCase() === wanted;
    });
  });
}

function container(value: unknown, path: string): Container {
  if (isContainer(value)) return value;
  throw new Error(`nothing stands at ${path}`);
}
function isContainer(value: unknown): value is Container {
  return typeof value === 'object' && value !== null;
}
