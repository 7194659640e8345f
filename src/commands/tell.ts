/** What the road tells, in words: on stderr, and at the end of a run on stdout. */
import type { Stop } from '../apply/ports.ts';
import { callsOf, describe, partsOf } from '../kinds/index.ts';
import { EXIT } from '../model/exit.ts';
import { applyText, endLine, warnedAsJson, warningText } from '../report/apply-text.ts';
import { notApprovedText } from '../report/approval-text.ts';
import { canonicalJson } from '../report/json.ts';
import { partlyText } from '../report/partly.ts';
import { reasonText } from '../report/plan-words.ts';
import { plain, wrap } from '../report/terminal.ts';
import type { EndedChange, Finished, Told } from '../run/told.ts';
import type { CommonOptions, Context } from './context.ts';
import { deniedError, failureText, signedOutError } from './failure.ts';
import { stateFolder } from './state-folder.ts';

type TellOptions = CommonOptions & { readonly output: 'text' | 'json' };

export const teller =
  (options: TellOptions, context: Context): ((told: Told) => void) =>
  (told) => {
    const { err, errScreen } = context;
    for (const line of linesOf(told, options, context)) err(line);
    if (told.is === 'finished') showFinished(told.finished, options, context);
    if (told.is === 'idle') showIdle(told, options, context);
    if (told.is === 'ended' && options.quiet !== true && told.ended.end !== 'held')
      err(`${endLine(told.ended, errScreen)}\n`); // what was not begun is told at the end
  };

function linesOf(told: Told, options: TellOptions, context: Context): readonly string[] {
  const loud = options.quiet !== true;
  switch (told.is) {
    case 'note':
      return loud ? [`${told.text}\n`] : [];
    case 'readAgain':
      return loud ? ['Your answer took more than a minute: mbx reads the mailboxes again.\n'] : [];
    case 'warned':
      return loud ? [`${warningText(told.warning, context.errScreen)}\n`] : [];
    case 'begins':
      return [
        ...(loud ? [heldText(stateFolder(options, context))] : []),
        ...(isStateLost(options, context) ? [STATE_LOST] : []),
      ];
    case 'ended':
    case 'finished':
    case 'idle':
      return [];
    default:
      return alwaysTold(told, context);
  }
}

/** Told with --quiet as well: why something is not done, and what waits for somebody. */
function alwaysTold(
  told: Exclude<
    Told,
    { readonly is: 'note' | 'readAgain' | 'warned' | 'begins' | 'ended' | 'finished' | 'idle' }
  >,
  context: Context,
): readonly string[] {
  const { width } = context.errScreen;
  switch (told.is) {
    case 'notApproved':
      return [notApprovedText(told, context.errScreen)];
    case 'unwanted':
      return told.changes.map(
        ({ action }) => `  approved, not done, and not possible now: ${plain(describe(action))}\n`,
      );
    case 'alreadyInEffect':
      return [`${told.count} of the approved changes are already done.\n`];
    case 'notOfRun':
      return told.changes.map(
        ({ action, aim }) =>
          `  ${told.done.has(aim) ? `done in run ${told.run}, and changed since` : `not part of run ${told.run}`}: ${plain(describe(action))}\n`,
      );
    case 'notDone':
      return notDoneLines(told, width);
    case 'nothingToResume':
      return [NOTHING_TO_RESUME[told.because](told.run)];
    case 'nothingToUndo':
      return [
        told.cannot > 0
          ? `Nothing more of run ${told.run} can be undone; see above why.\n`
          : `Nothing of run ${told.run} is left to undo.\n`,
      ];
    case 'notWholeUndone':
      return [notWhole(told.run, told.stay, width)];
    case 'changedMeanwhile':
      return [
        'The tenant has changed since you were asked; nothing was written. This is the plan now:\n',
      ];
    case 'cutOff':
      return [
        `Run ${told.run} on this tenant was cut off and never finished. To check it: mbx verify ${told.run}; to go on with it: mbx resume ${told.run}; to put it back: mbx undo ${told.run}\n`,
      ];
    case 'leftHalf':
      return [
        `Run ${told.run} on this tenant left something half done. To check it: mbx verify ${told.run}; to put it back: mbx undo ${told.run}; to go on with it: mbx resume ${told.run}\n`,
      ];
    case 'stopping':
      return [
        '\nStopping after the current call. What is half done is finished or put back first. Press Ctrl-C again to stop at once, unless something is half done.\n',
      ];
  }
}

type NotDone = Told & { readonly is: 'notDone' };
function notDoneLines(
  { run, changes, half, leftToApply }: NotDone,
  width: number,
): readonly string[] {
  const item = (text: string): string => `${wrap(plain(text), width, '  ', '    ')}\n`;
  return [
    ...changes.map(({ change, why }) => item(`not done: ${describe(change.action)}: ${why}`)),
    ...half.map(({ action }) =>
      item(
        `half done in run ${run}, and today's strategy does not ask for the rest: ${describe(action)}; mbx undo ${run} puts it back`,
      ),
    ),
    ...leftToApply.map((change) =>
      item(
        `not part of run ${run}, and left to \`mbx apply\` (${reasonText(change)}): ${describe(change.action)}`,
      ),
    ),
  ];
}

const NOTHING_TO_RESUME: Readonly<
  Record<(Told & { readonly is: 'nothingToResume' })['because'], (run: string) => string>
> = {
  hindered: (run) => `Nothing of run ${run} can be done now; the reasons are above.\n`,
  'half done': (run) =>
    `Run ${run} left something half done; see above. It stays open: mbx undo ${run} puts it back.\n`,
  'not asked for': (run) =>
    `Nothing more of run ${run} can be done with today's file; see above what was not done.\n`,
  'all done': (run) => `Nothing of run ${run} is left to do.\n`,
};

/** Says why the exit code is 3 though all that was begun ended well. */
function notWhole(run: string, stay: number, width: number): string {
  const what = stay === 1 ? '1 change of it stays' : `${stay} changes of it stay`;
  const text = `Run ${run} is not put back as a whole: ${what}, told above as "not undone". So the exit code is ${EXIT.partly}.`;
  return `${wrap(text, width, '', '')}\n`;
}

const isStateLost = ({ state }: TellOptions, { env }: Context): boolean =>
  (env['CI'] ?? '') !== '' && state === undefined && (env['MBX_STATE_DIR'] ?? '') === '';
const heldText = (folder: string): string =>
  `Until its end, this run keeps out others that use the state folder ${plain(folder)}; a run with another one (another machine) is not kept out.\n`;
const STATE_LOST =
  'In CI the journal is lost with the machine: keep the folder and name it with --state or MBX_STATE_DIR, or `mbx resume` and `mbx undo` will not find the run.\n';

/** Where nothing is carried out, a result stands on stdout all the same. */
function showIdle(
  { plan, exit, unseen }: Told & { readonly is: 'idle' },
  { output }: TellOptions,
  { out, err }: Context,
): void {
  if (output === 'json') out(canonicalJson({ plan, run: null, ended: [] }));
  if (exit === EXIT.partly) err(partlyText({ plan, unseen }));
}

function showFinished(
  { plan, run, journal, ended, warnings, applied: { stopped, stale }, exit }: Finished,
  options: TellOptions,
  { out, err, screen, errScreen, stop }: Context,
): void {
  if (options.output === 'json')
    out(canonicalJson({ plan, run, journal, ended, warnings: warnings.map(warnedAsJson), exit }));
  else out(applyText(ended, screen));
  const denied = deniedError(deniedCalls(ended), { objectId: plan.actor.id });
  if (denied !== undefined) err(failureText(denied, errScreen, false));
  if (stopped?.why === 'signedOut')
    err(failureText(signedOutError(stopped.text), errScreen, false));
  if (stop.aborted || (stopped !== undefined && isLeft(stopped, ended)))
    err(`Stopped: ${plain(stopped?.text ?? 'interrupted')}. To go on: mbx resume ${run}\n`);
  if (ended.some(({ half }) => half === true))
    err(
      `Something is half done: mbx undo ${run} puts it back, mbx resume ${run} goes on with it.\n`,
    );
  if (stale.length > 0)
    err('The tenant changed while mailboxes were created; plan again to see what is left.\n');
  if (exit === EXIT.partly) err(partlyText({ plan, ended }));
  if (options.quiet !== true) err(`Run ${run}. Journal: ${journal}\n`);
}
/** What was finished in spite of a service that asks for silence leaves nothing to go on with. */
const isLeft = ({ why }: Stop, ended: readonly EndedChange[]): boolean =>
  why !== 'unavailable' || ended.some(({ end }) => end !== 'verified' && end !== 'already');
const deniedCalls = (ended: readonly EndedChange[]) =>
  ended
    .filter(({ denied }) => denied === true)
    .flatMap(({ change }) => partsOf(change.action).flatMap((part) => callsOf(part)));
