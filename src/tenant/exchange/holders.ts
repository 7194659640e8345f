/**
 * The GET endpoints that list the holders of rights on one mailbox. They leave out whoever cannot be resolved and give no SID,
 * so nothing is planned from them: they only say whether a list that came by the cmdlet can be whole.
 */

import { isRecord, parseJson } from '../http/json.ts';
import type { HttpAnswer } from '../http/transport.ts';
import type { HeldRight } from '../service.ts';
import { asRead, type ParsedAnswer, readBody, readText } from './answer.ts';

/** Names for messages: the cmdlets of Microsoft's module that ask the same. */
export const HOLDERS_CMDLET: Readonly<Record<HeldRight, string>> = {
  mailboxPermission: 'Get-EXOMailboxPermission',
  recipientPermission: 'Get-EXORecipientPermission',
};

/** Here a role that is missing is a 401, which elsewhere means the token. */
const NOT_ALLOWED = /not allowed to call/iu;

export function readHolders(of: HeldRight, { status, headers, text }: HttpAnswer): ParsedAnswer {
  const parsed = parseJson(text);
  const reading =
    status === 200 && parsed !== undefined && isRecord(parsed.value)
      ? readBody(status, headers, listIn(of, parsed.value))
      : readText(status, headers, text);
  if (reading.is === 'fault' && status === 401 && NOT_ALLOWED.test(reading.message))
    return { ...reading, failure: 'denied' };
  return asRead(reading);
}

/** Send As is told inside of the recipient. */
function listIn(
  of: HeldRight,
  body: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  if (of === 'mailboxPermission' || 'error' in body) return body;
  const { RecipientPermission: value } = body;
  return { value };
}
