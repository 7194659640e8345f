/** Whether a SID that no list explains is an application's: the list of applications may come back short, and then one would look like a deleted account. */
import { CMDLET } from '../../wire/exchange.ts';
import type { ExchangeClient, Row, Settled } from '../service.ts';
import { normaliseSid } from './sids.ts';

/** `none`: Exchange says that there is no application of that SID; `unknown`: it did not say so plainly. */
export type Application =
  | { readonly is: 'none' }
  | { readonly is: 'one'; readonly id: string }
  | { readonly is: 'unknown'; readonly why: string };
export type AskApplications = (
  sids: readonly string[],
) => Promise<ReadonlyMap<string, Application>>;

/** Each SID is asked for by itself, ten to a request, once for each directory that is read. Throws ServiceError where the run must end. */
export function applicationsAsked(
  exchange: Pick<ExchangeClient, 'queryEach'>,
  idOf: (row: Row) => string,
): AskApplications {
  const asked = new Map<string, Promise<Application>>();
  return async (sids) => {
    const wanted = [...new Set(sids.map(normaliseSid))];
    const news = wanted.filter((sid) => !asked.has(sid));
    if (news.length > 0) {
      const settled = exchange.queryEach(
        news.map((Identity) => ({
          cmdlet: CMDLET.getServicePrincipal,
          parameters: { Identity },
        })),
        idOf,
      );
      for (const [index, sid] of news.entries())
        asked.set(
          sid,
          settled.then((all) => applicationIn(all[index])),
        );
    }
    return new Map(
      await Promise.all(
        wanted.map(async (sid) => [sid, (await asked.get(sid)) ?? NOT_SAID] as const),
      ),
    );
  };
}

const NOT_SAID: Application = { is: 'unknown', why: 'Exchange gave no answer' };
/** Nobody of that identity is an error of the service, never an empty list. Source: Exchange, Get cmdlets with an identity. */
function applicationIn(settled: Settled<string> | undefined): Application {
  if (settled === undefined) return NOT_SAID;
  if (!settled.ok) {
    return settled.error.failure === 'notFound'
      ? { is: 'none' }
      : { is: 'unknown', why: settled.error.message };
  }
  const [id, other] = settled.answer.items;
  if (id === undefined)
    return { is: 'unknown', why: 'Exchange answered with nothing where it must name one or none' };
  return other === undefined
    ? { is: 'one', id }
    : { is: 'unknown', why: 'Exchange named several applications' };
}
