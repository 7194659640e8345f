/** Outcomes of writes that got no answer: the same for both services. */
import type { Outcome } from '../../model/call.ts';
import { ServiceError } from '../service.ts';
import { NO_ANSWER } from './transport.ts';

/** What became of a write that got no answer. Throws the errors that no outcome stands for. */
export function outcomeWithoutAnswer(error: unknown): Outcome {
  if (!(error instanceof ServiceError)) throw error;
  const { failure, code, message } = error;
  switch (failure) {
    case 'guarded':
      throw error;
    case 'longWait':
      return { result: 'unsent', message };
    case 'aborted':
      // A stop ends only the wait to be sent, never a write under way.
      return { result: 'unsent', message };
    case 'signedOut':
      return { result: 'refused', message, code, why: 'signedOut' };
    case 'unavailable':
    case 'throttled':
      return { result: code === NO_ANSWER ? 'unknown' : 'unsent', message };
    case 'notFound':
    case 'ambiguous':
    case 'denied':
    case 'refused':
    case 'shape':
      // Made of answers, and there was none: a mistake of ours.
      throw error;
  }
}
