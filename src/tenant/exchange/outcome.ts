/** What an answer to a write means: done, already in effect, refused, not sent, or unknown. */
import type { Outcome } from '../../model/call.ts';
import { textOf } from '../http/json.ts';
import type { Redactor } from '../http/redact.ts';
import type { HttpAnswer } from '../http/transport.ts';
import type { Fault, Page, ParsedAnswer } from './answer.ts';

/**
 * Warnings of a success that changed nothing. Text is all there is to tell by; asked for in English.
 * Source: warnings of Add-/Remove-MailboxPermission, Add-/Remove-RecipientPermission and Set-Mailbox.
 */
const ALREADY: readonly RegExp[] = [
  /already present/iu,
  /\b(?:ACE|access control entry)\b.*\b(?:does|is)(?:n['’]t| not) (?:exist|present)/isu,
  /no settings\b.*\bmodified/isu,
];

export function exchangeOutcome(
  cmdlet: string,
  reading: ParsedAnswer,
  { status, requestId }: HttpAnswer,
  redactor: Redactor,
): Outcome {
  const id = requestId === undefined ? {} : { requestId };
  const unknown = (message: string): Outcome => ({
    result: 'unknown',
    message: redactor.text(message),
    ...id,
  });
  switch (reading.is) {
    case 'page':
      return pageOutcome(cmdlet, reading, id, redactor);
    case 'shape':
      return unknown(reading.message);
    case 'fault':
      if (reading.transient && reading.beforeEffect) {
        return { result: 'unsent', message: redactor.text(reading.message) };
      }
      if (!reading.beforeEffect) return unknown(`status ${status}: ${reading.message}`);
      return {
        result: 'refused',
        message: redactor.text(reading.message),
        code: reading.code,
        why: whyOf(reading),
        ...id,
      };
  }
}

function whyOf({
  failure,
  conflict,
}: Fault): 'notFound' | 'denied' | 'signedOut' | 'conflict' | 'other' {
  if (conflict) return 'conflict';
  return failure === 'notFound' || failure === 'denied' || failure === 'signedOut'
    ? failure
    : 'other';
}

function pageOutcome(
  cmdlet: string,
  page: Page,
  id: { readonly requestId?: string },
  redactor: Redactor,
): Outcome {
  const refused = (message: string, code: string): Outcome => ({
    result: 'refused',
    message: redactor.text(message),
    code,
    why: 'other',
    ...id,
  });
  if (page.errors.length > 0) return refused(page.errors.join('; '), 'NonTerminatingError');
  if (page.confirmation !== undefined) return refused(page.confirmation, 'ConfirmationRequired');
  if (page.warnings.some((warning) => ALREADY.some((pattern) => pattern.test(warning)))) {
    return { result: 'already', ...id };
  }
  const [row] = page.rows;
  const created = /^new-/iu.test(cmdlet) ? textOf(row?.['ExternalDirectoryObjectId']) : undefined;
  const warnings = page.warnings.map((warning) => redactor.text(warning));
  return {
    result: 'done',
    ...(created === undefined ? {} : { id: created }),
    ...(warnings.length === 0 ? {} : { warnings }),
    ...id,
  };
}
