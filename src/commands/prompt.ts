/** Asks before anything is written: the more it opens, the more must be typed. */
import { MbxError } from '../model/error.ts';
import type { Plan } from '../plan/plan.ts';
import type { CommonOptions, Context } from './context.ts';

export interface ConfirmOptions extends CommonOptions {
  readonly yes?: boolean;
}

/** Resolves where the answer is yes. Throws MbxError E5001 where nobody can be asked, E5004 where the answer is no. */
export async function confirm(
  { changes }: Plan,
  options: ConfirmOptions,
  context: Context,
): Promise<void> {
  if (options.yes === true) return;
  if (options.input === false || !context.interactive) {
    throw new MbxError(
      'E5001',
      'nobody can be asked here, and --yes was not given; nothing was written',
      'Look at the plan, then run it again with --yes.',
    );
  }
  const widens = changes.some(({ effect }) => effect === 'widens' || effect === 'both');
  const question = widens
    ? 'This plan gives people access. Type yes to make these changes: '
    : 'Make these changes? [y/N] ';
  const answer = (await context.ask(question))?.trim().toLowerCase();
  const agreed = widens ? answer === 'yes' : answer === 'y' || answer === 'yes';
  if (!agreed)
    throw new MbxError(
      'E5004',
      'declined; nothing was written',
      widens && answer === 'y'
        ? 'Type the whole word yes: the plan gives people access.'
        : 'Run it again when you want the changes.',
    );
}
