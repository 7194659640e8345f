/** Why a read told nothing: the words for a gap. */
import { WrongShape } from './fields.ts';
import { endsAll, ServiceError } from './service.ts';

/** The reason to show for a read that failed, or whose answer was not what it should be. Whatever ends the run is passed on. */
export function reasonOf(error: unknown): string {
  if (error instanceof WrongShape) return `${error.message} (E4003)`;
  if (!(error instanceof ServiceError)) throw error;
  if (endsAll(error)) throw error;
  return error.failure === 'shape' ? `${error.message} (E4003)` : error.message;
}
