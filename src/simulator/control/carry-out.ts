/** Carries a decided fault out around the handler. */
import { cmdletInput, isRecord, parameterOf } from '../call.ts';
import { nameKey } from '../tenant/names.ts';
import type { Handler, SimRequest, SimResponse, World } from '../world.ts';
import type { Fault } from './faults.ts';

/** The connection is to be cut, or kept open without an answer. Thrown through handlers up to the server. */
export class ConnectionFault extends Error {
  override readonly name = 'ConnectionFault';
  readonly kind: 'reset' | 'hang';
  constructor(kind: 'reset' | 'hang') {
    super(`the simulated connection ends in a ${kind}`);
    this.kind = kind;
  }
}

/** Runs the handler as often as the fault allows: not at all, or once; a foreign row costs one more read. */
export async function carryOut(
  fault: Fault | undefined,
  world: World,
  request: SimRequest,
  handler: Handler,
): Promise<SimResponse> {
  switch (fault?.kind) {
    case undefined:
      return await handler(request);
    case 'answer':
      return fault.response;
    case 'resetBefore':
      throw new ConnectionFault('reset');
    case 'hang':
      throw new ConnectionFault('hang');
    case 'resetAfter':
      await handler(request);
      throw new ConnectionFault('reset');
    case 'partialBatch':
      return withoutSecondHalf(await handler(request));
    case 'foreignRow':
      return await withForeignRow(world, request, handler);
  }
}

/** Every part was carried out; the answers to the later half are missing. */
function withoutSecondHalf(response: SimResponse): SimResponse {
  if (!isRecord(response.body)) return response;
  const { responses } = response.body;
  if (!Array.isArray(responses)) return response;
  return {
    ...response,
    body: { ...response.body, responses: responses.slice(0, responses.length / 2) },
  };
}

/** Adds to the answer the first row of the same question about another mailbox. */
async function withForeignRow(
  world: World,
  request: SimRequest,
  handler: Handler,
): Promise<SimResponse> {
  const own = await handler(request);
  const input = cmdletInput(request.body);
  const identity = input && parameterOf(input.parameters, 'Identity');
  if (!input || typeof identity !== 'string' || !isRecord(own.body)) return own;
  const { value: rows } = own.body;
  if (!Array.isArray(rows)) return own;
  const other = world.tenant.mailboxes.find(
    (mailbox) =>
      mailbox.userId !== null &&
      mailbox.softDeleted === null &&
      ![mailbox.userId, mailbox.guid, mailbox.name, mailbox.alias, ...mailbox.emailAddresses].some(
        (name) => nameKey(name).replace(/^smtp:/, '') === nameKey(identity),
      ),
  );
  if (!other) return own;
  const parameters = Object.fromEntries(
    Object.entries(input.parameters).map(([key, value]) => [
      key,
      key.toLowerCase() === 'identity' ? other.guid : value,
    ]),
  );
  const body = { CmdletInput: { CmdletName: input.cmdlet, Parameters: parameters } };
  const foreign = await handler({ ...request, body });
  const { value: more } = isRecord(foreign.body) ? foreign.body : {};
  return {
    ...own,
    body: { ...own.body, value: [...rows, ...(Array.isArray(more) ? more.slice(0, 1) : [])] },
  };
}
