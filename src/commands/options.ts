/** Options that commands share, and how their values are read. */
import { Argument, type Command, InvalidArgumentError, Option } from 'commander';

/** Options that every command takes. */
export function common(command: Command, { state = true } = {}): Command {
  if (state)
    command.option('--state <folder>', 'folder for journals and the demo tenant (MBX_STATE_DIR)');
  return command
    .option('--profile <name>', 'demo: the built-in tenant')
    .option('--tenant <name>', 'tenant to sign in to (AZURE_TENANT_ID)')
    .option(
      '--max-wait <time>',
      'longest time to wait for a busy or unavailable service (15m; MBX_MAX_WAIT)',
      waitTime,
    )
    .option('--no-input', 'never ask a question')
    .option('-q, --quiet', 'show only results and errors')
    .option('--debug', 'show every request on stderr, without secrets')
    .option('--no-color', 'no colour');
}
export const fileOption = (): Option =>
  new Option('-f, --file <path...>', 'strategy file or folder; may be repeated').default(
    undefined,
    'mailboxes.yaml, else mailboxes/',
  );
/** The same as arguments: `mbx validate a.yaml`. */
export const filesArgument = (): Argument =>
  new Argument('[files...]', 'strategy files or folders, as with -f');
/** Those named as arguments, then those with `-f`; undefined: none. */
export const allFiles = (
  files: readonly string[],
  { file }: { readonly file?: readonly string[] },
): { readonly file?: readonly string[] } =>
  files.length === 0 ? {} : { file: [...files, ...(file ?? [])] };
export const outputOption = (forms: readonly string[] = ['text', 'json']): Option =>
  new Option('-o, --output <form>', 'form of the result').choices(forms).default('text');

export function whole(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 0)
    throw new InvalidArgumentError('Give a whole number.');
  return value;
}
export function port(text: string): number {
  const value = whole(text);
  if (value > 65_535) throw new InvalidArgumentError('A port is at most 65535.');
  return value;
}
export function seconds(text: string): number {
  const value = Number(text);
  if (!Number.isFinite(value) || value < 0)
    throw new InvalidArgumentError('Give a number of seconds.');
  return value;
}

/** An option that may stand several times. */
export const collect = (value: string, before: readonly string[] = []): readonly string[] => [
  ...before,
  value,
];

/** `24h`, `90m`, `7d` in milliseconds; of any size. */
export function duration(text: string): number {
  const ms = msOf(text);
  if (ms === undefined || ms <= 0)
    throw new InvalidArgumentError('Write a time such as 90m, 24h or 7d.');
  return ms;
}
/** The same, and a bare number is seconds; 0: not to wait at all. */
export function waitTime(text: string): number {
  const ms = msOf(/^\d+$/.test(text) ? `${text}s` : text);
  if (ms === undefined) throw new InvalidArgumentError('Write a time such as 90s, 15m or 2h.');
  return ms;
}
/** Milliseconds of `30s`, `90m` (or `90min`), `24h`, `7d`; undefined: none of these. */
export function msOf(text: string): number | undefined {
  const [, amount, unit = ''] = /^(\d+(?:\.\d+)?)(s|m|min|h|d)$/.exec(text) ?? [];
  const ms = UNIT_MS.get(unit);
  return ms === undefined ? undefined : Number(amount) * ms;
}
const UNIT_MS: ReadonlyMap<string, number> = new Map([
  ['s', 1000],
  ['m', 60_000],
  ['min', 60_000],
  ['h', 3_600_000],
  ['d', 86_400_000],
]);
export function days(text: string): number {
  const [, amount] = /^(\d+)d?$/.exec(text) ?? [];
  if (amount === undefined) throw new InvalidArgumentError('Write a number of days, such as 90d.');
  return Number(amount);
}

/** What chooses the mailboxes. */
export const selecting = (command: Command): Command =>
  command
    .option(
      '--only <selector>',
      'only this mailbox: address or pattern with *; may be repeated',
      collect,
    )
    .option('--exclude <selector>', 'not this mailbox; may be repeated', collect);

export const allowOption = (): Option =>
  new Option(
    '--allow <gate=number>',
    'open a gate up to this number; may be repeated (mbx help gates)',
  ).argParser(collect);

/** A SHA-256, lower case. */
export function sha256(text: string): string {
  if (!/^[0-9a-f]{64}$/i.test(text))
    throw new InvalidArgumentError('A SHA-256 is 64 hexadecimal digits.');
  return text.toLowerCase();
}

/** What a command takes that writes. */
export const writing = (command: Command): Command =>
  command
    .option('-y, --yes', 'do not ask; opens no gate')
    .addOption(allowOption())
    .option('--reason <text>', 'why; kept in the journal')
    .option('--verify-timeout <seconds>', 'how long to wait for reading back to confirm', seconds);
