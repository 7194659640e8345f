/** `mbx verify RUN`: reads back, later, what a run did. Changes nothing. */
import type { Looked } from '../apply/verify.ts';
import { describe } from '../kinds/index.ts';
import { EXIT, type Exit } from '../model/exit.ts';
import { canonicalJson } from '../report/json.ts';
import { count, plain, wrap } from '../report/terminal.ts';
import { pastRun } from '../run/past-run.ts';
import { type Verified, verified } from '../run/verified.ts';
import { connect } from './config.ts';
import type { CommonOptions, Context } from './context.ts';
import { stateFolder } from './state-folder.ts';

export interface VerifyOptions extends CommonOptions {
  readonly output: 'text' | 'json';
}

const WORDS: Readonly<Record<Looked, string>> = {
  'in effect': 'in effect',
  'as before': 'not in effect (still as before)',
  otherwise: 'not in effect (neither as before nor as wanted)',
  unread: 'could not be read',
};

export async function runVerify(
  name: string,
  options: VerifyOptions,
  context: Context,
): Promise<Exit> {
  const past = await pastRun(name, stateFolder(options, context));
  const { run } = past;
  const services = await connect(options, context);
  try {
    const { changes: rows, notes } = await verified(past, services);
    if (options.quiet !== true)
      for (const note of notes)
        context.err(`${wrap(plain(note), context.errScreen.width, '', '  ')}\n`);
    if (options.output === 'json') context.out(canonicalJson({ run, changes: rows.map(inJson) }));
    else
      context.out(
        rows
          .map(
            ({ change, seen }) =>
              `${wrap(plain(`${describe(change.action)}: ${WORDS[seen]}`), context.screen.width, '  ', '    ')}\n`,
          )
          .join(''),
      );
    const exit = verifyExit(rows);
    const open = rows.filter(({ seen }) => seen !== 'in effect').length;
    if (exit === EXIT.partly)
      context.err(`Exit 3: ${open} of ${count(rows.length, 'change')} not in effect (above).\n`);
    return exit;
  } finally {
    await services.close();
  }
}

/** JSON says `so` where a change is in effect: programs may read it. */
const inJson = ({ seen, ...row }: Verified): object => ({
  ...row,
  seen: seen === 'in effect' ? 'so' : seen,
});

/** Not yet confirmed: sent, and still as before. Any other change that is not in effect was not done, or somebody changed it since. */
function verifyExit(rows: readonly Verified[]): Exit {
  const open = rows.filter(({ seen }) => seen !== 'in effect');
  if (open.length === 0) return EXIT.ok;
  const late = ({ ended, seen }: Verified): boolean =>
    seen === 'as before' && (ended === 'pending' || ended === 'unknown');
  return open.every(late) ? EXIT.unconfirmed : EXIT.partly;
}
