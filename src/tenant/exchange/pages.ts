/** The pages of one Exchange read, narrowed as they come, and what ends it. */

import { guardLink } from '../guards.ts';
import { PageWatch } from '../http/page-watch.ts';
import type { Redactor } from '../http/redact.ts';
import { type Answer, type Narrow, type Query, ServiceError } from '../service.ts';
import type { Fault, Misshapen, Page, ParsedAnswer } from './answer.ts';

/** With this warning a list was cut; harmless where a link to the rest comes with it. */
const MORE_RESULTS = /more results available/iu;
/** The link to the next page lives for minutes only. The service has no type of its own for it. */
const EXPIRED = /invalid pagination request/iu;

/** What a read has so far. */
export class Gathering<T> {
  readonly query: Query;
  readonly #origin: string;
  readonly #narrow: Narrow<T>;
  readonly #redactor: Redactor;
  readonly #most: number;
  #watch = new PageWatch();
  readonly #warnings = new Set<string>();
  #items: T[] = [];
  #rows = 0;
  /** How often it was begun anew. */
  restarts = 0;

  constructor(query: Query, origin: string, narrow: Narrow<T>, redactor: Redactor) {
    this.query = query;
    this.#origin = origin;
    this.#narrow = narrow;
    this.#redactor = redactor;
    const [, size] =
      Object.entries(query.parameters).find(([name]) => name.toLowerCase() === 'resultsize') ?? [];
    this.#most = typeof size === 'number' ? size : Number.POSITIVE_INFINITY;
  }

  /** Takes a page in; the link to the next one, or undefined at the end. Throws ServiceError where nothing may be concluded from it. */
  take(page: Page, requestId: string | undefined): string | undefined {
    const { cmdlet } = this.query;
    const [error] = page.errors;
    if (error !== undefined) {
      const more = page.errors.length > 1 ? ` (and ${page.errors.length - 1} more)` : '';
      throw exchangeError(
        'refused',
        200,
        'NonTerminatingError',
        cmdlet,
        this.#redactor.text(`${error}${more}`),
        requestId,
      );
    }
    for (const row of page.rows) {
      if (this.#rows >= this.#most) break;
      this.#rows += 1;
      const item = this.#narrow(row);
      if (item !== undefined) this.#items.push(item);
    }
    const enough = this.#rows >= this.#most;
    for (const warning of page.warnings) {
      if (!MORE_RESULTS.test(warning)) this.#warnings.add(warning);
      else if (page.next === undefined && !enough) {
        const message = `the list was cut, and there is no link to the rest: ${this.#redactor.text(warning)}`;
        throw exchangeError('shape', 200, 'CutShort', cmdlet, message, requestId);
      }
    }
    if (page.next === undefined || enough) return undefined;
    guardLink('exchange', cmdlet, page.next, this.#origin);
    const fault = this.#watch.fault(page.rows, page.next);
    if (fault !== undefined)
      throw exchangeError('shape', 200, 'EndlessList', cmdlet, fault, requestId);
    return page.next;
  }

  /** A link that died on the way: nothing of the earlier pages is kept, as rows may have moved between pages. */
  restart(reading: ParsedAnswer): boolean {
    if (reading.is !== 'fault' || !EXPIRED.test(reading.message)) return false;
    if (this.#watch.count === 0 || this.restarts >= MOST_RESTARTS) return false;
    this.restarts += 1;
    this.#items = [];
    this.#rows = 0;
    this.#watch = new PageWatch();
    this.#warnings.clear();
    return true;
  }

  answer(): Answer<T> {
    return { items: this.#items, warnings: [...this.#warnings] };
  }
}
const MOST_RESTARTS = 2;

/** The error of a reading that is no page. */
export function errorOf(
  reading: Fault | Misshapen,
  status: number,
  what: string,
  requestId: string | undefined,
  redactor: Redactor,
): ServiceError {
  const message = redactor.text(reading.message);
  return reading.is === 'fault'
    ? exchangeError(reading.failure, status, reading.code, what, message, requestId)
    : exchangeError('shape', status, 'UnknownShape', what, message, requestId);
}

export function exchangeError(
  failure: ServiceError['failure'],
  status: number,
  code: string,
  what: string,
  message: string,
  requestId?: string,
): ServiceError {
  return new ServiceError(
    { service: 'exchange', failure, status, code, what, requestId },
    `${what}: ${message}`,
  );
}
