/** How long a service may keep the program waiting. */
import { MbxError } from '../model/error.ts';
import type { CommonOptions, Context } from './context.ts';
import { msOf } from './options.ts';

const DEFAULT_MS = 900_000;

/** Flag, then MBX_MAX_WAIT, then 15 minutes; in milliseconds. Throws MbxError E1101. */
export function maxWaitMs({ maxWait }: CommonOptions, { env }: Context): number {
  if (maxWait !== undefined) return maxWait;
  const text = env['MBX_MAX_WAIT'] ?? '';
  if (text === '') return DEFAULT_MS;
  const ms = msOf(/^\d+$/.test(text) ? `${text}s` : text);
  if (ms !== undefined) return ms;
  throw new MbxError(
    'E1101',
    `MBX_MAX_WAIT is ${text}, which is not a duration`,
    'Write a time such as 90s, 15m or 2h.',
  );
}
