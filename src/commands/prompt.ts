/** Asks before anything is written: the more it opens, the more must be typed. */
import { MbxError } from '../model/error.ts';
import type { Plan } from '../plan/plan.ts';
import { plain } from '../report/terminal.ts';
import type { Confirm } from '../run/world.ts';
import type { CommonOptions, Context } from './context.ts';

export interface ConfirmOptions extends CommonOptions {
  readonly yes?: boolean;
}

/** Resolves if the answer is yes. Throws MbxError E5001 if there is no terminal to ask on, E5004 if the answer is no. */
export const confirm =
  (options: ConfirmOptions, context: Context): Confirm =>
  (plan) =>
    ask(plan, options, context);

async function ask(plan: Plan, options: ConfirmOptions, context: Context): Promise<void> {
  if (options.yes === true) return;
  if (options.input === false || !context.interactive) {
    throw new MbxError(
      'E5001',
      'there is no terminal to ask on, and --yes was not given; nothing was written',
      'Look at the plan, then run it again with --yes.',
    );
  }
  if (context.outReach().is !== 'reached') {
    throw new MbxError(
      'E5001',
      'the plan could not be shown, as stdout is closed or cannot be written; nothing was written',
      'Send stdout to the screen or to a disk with free space; or look at the plan with `mbx plan`, then run it again with --yes.',
    );
  }
  for (const { question, agrees, hint } of questionsFor(plan)) {
    const answer = (await context.ask(question))?.trim().toLowerCase();
    if (context.stop.aborted) {
      throw new MbxError('E5006', 'interrupted; nothing was written', AGAIN);
    }
    if (answer === undefined || !agrees(answer)) {
      throw new MbxError('E5004', 'declined; nothing was written', hint);
    }
  }
}

interface Question {
  readonly question: string;
  readonly agrees: (answer: string) => boolean;
  readonly hint: string;
}
const AGAIN = 'Run it again when you want the changes.';

/** One question, or one for each protected mailbox. Typing an address opens no gate: that was done by a flag before. */
function questionsFor({ changes, gates }: Plan): readonly Question[] {
  const guarded = gates.find(({ gate }) => gate === 'protected')?.about ?? [];
  if (guarded.length > 0) {
    return guarded.map((address) => ({
      question: `${plain(address)} is protected. Type its address to make these changes: `,
      agrees: (answer) => answer === address,
      hint: `What was typed is not this address. ${AGAIN}`,
    }));
  }
  const widens = changes.some(({ effect }) => effect === 'widens' || effect === 'both');
  return widens
    ? [
        {
          question: 'This plan gives people access. Type yes to make these changes: ',
          agrees: (answer) => answer === 'yes',
          hint: `Type the whole word yes: the plan gives people access. ${AGAIN}`,
        },
      ]
    : [
        {
          question: 'Make these changes? [y/N] ',
          agrees: (answer) => answer === 'y' || answer === 'yes',
          hint: AGAIN,
        },
      ];
}
