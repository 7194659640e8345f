/** A plan as it is printed, read back line by line: one sentence for each right, as an order, with what stands beside it. */

const RIGHT = String.raw`(?:Full Access(?: \([^)]*\))?|Send As|Send on Behalf)`;
const RIGHTS = new RegExp(`^(${RIGHT}(?:, ${RIGHT})*) (.*)$`, 'u');
const ENTRY = /^([+~-]) (.*?)(?: ((?:\S+\.ya?ml)?:\d+))?$/u;
const NOTE =
  /^(.*?)(?: ((?:not in the file|leaver|expired|the account cannot sign in|undo|team |until |reason: |alters|widens|narrows|neutral|cannot be undone|in this group).*))?$/u;

/** `from`: the file that the title names. Only what is to be changed is read, not what is blocked. */
export function sentencesIn(text: string): readonly string[] {
  const from = /^Plan for \S+ from (\S+)$/mu.exec(text)?.[1] ?? '';
  let box = '';
  const entries: { box: string; text: string }[] = [];
  for (const line of text.split('\n')) {
    if (/^[^\s+~-]\S*@\S+$/u.test(line)) box = line;
    else if (box !== '' && /^ {2}[+~-] /u.test(line)) entries.push({ box, text: line.trim() });
    else if (box !== '' && /^ {6}/u.test(line)) {
      const last = entries.at(-1);
      if (last !== undefined) last.text += ` ${line.trim()}`;
    } else if (line.trim() === '') box = '';
  }
  return entries
    .filter((entry) => entry.text !== '')
    .flatMap((entry) => sentencesOf(entry.box, entry.text.replaceAll(/\s+/gu, ' '), from));
}
/** All of them in one text, each with a blank around it. */
export const said = (text: string): string => ` ${sentencesIn(text).join(' ')} `;

function sentencesOf(box: string, text: string, from: string): readonly string[] {
  const [, sign = '', rest = '', at = ''] = ENTRY.exec(text) ?? [];
  const [, body = '', noted = ''] = NOTE.exec(rest) ?? [];
  const [, , effect = '', note = noted] =
    /^((alters|widens|narrows|neutral)(?:; )?)(.*)$/u.exec(noted) ?? [];
  const place = at.startsWith(':') ? `${from}${at}` : at;
  const rights = RIGHTS.exec(body);
  const word =
    effect || (rights === null || sign === '~' ? '' : sign === '+' ? 'widens' : 'narrows');
  const orders =
    rights === null
      ? [settingOf(sign, box, body)]
      : (rights[1] ?? '')
          .split(/, (?=Full|Send)/u)
          .map((right) => orderOf(sign, box, right, rights[2] ?? ''));
  return orders.map((order) =>
    [sign, word, order, note || 'declared', place === '' ? '' : `at ${place}`]
      .filter((part) => part !== '')
      .join(' '),
  );
}
function orderOf(sign: string, box: string, right: string, who: string): string {
  const [, detail = ''] = /^Full Access( \(.*\))?$/u.exec(right) ?? [];
  if (right.startsWith('Full'))
    return sign === '-' ? `stop ${who} opening ${box}${detail}` : `let ${who} open ${box}${detail}`;
  const [verb, verbing] =
    right === 'Send As' ? ['send as', 'sending as'] : ['send on behalf of', 'sending on behalf of'];
  return sign === '-' ? `stop ${who} ${verbing} ${box}` : `let ${who} ${verb} ${box}`;
}
function settingOf(sign: string, box: string, body: string): string {
  const [, moved, old] = /^Alias (\S+), moves here from (\S+)$/u.exec(body) ?? [];
  if (moved !== undefined) return `move the address ${moved} from ${old} to ${box}`;
  const [, address] = /^Alias (\S+)$/u.exec(body) ?? [];
  if (address !== undefined)
    return sign === '+'
      ? `give ${box} the address ${address}`
      : `take the address ${address} from ${box}`;
  const [, created] = /^New shared mailbox display name (".*")$/u.exec(body) ?? [];
  if (created !== undefined)
    return `create the shared mailbox ${box} with the display name ${created}`;
  return `${body} of ${box}`;
}
