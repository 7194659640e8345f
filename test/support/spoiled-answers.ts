/** One answer to a reading, spoiled: empty, cut short, doubled, malformed, or no answer at all. Chosen by its number, so that a seed tells it. */
import { type Altered, Altering, type Answered, type Row } from './altering.ts';

export const SPOILS = ['no body', 'empty', 'half', 'doubled', 'malformed'] as const;
export type Spoil = (typeof SPOILS)[number];
export interface Spoiling {
  /** Which reading of a run, from 0. */
  readonly nth: number;
  readonly how: Spoil;
}

export class SpoilsOne extends Altering {
  #next: Spoiling | undefined;
  #seen = 0;
  /** What was spoiled: `Get-Mailbox half`. */
  readonly spoiled: string[] = [];

  constructor() {
    super();
    this.alter = (answer) => this.#altered(answer);
  }
  /** From now on; undefined: none. */
  spoil(next: Spoiling | undefined): void {
    this.#next = next;
    this.#seen = 0;
  }

  #altered(answer: Answered): Altered {
    if (this.#next === undefined || !/^(?:GET |Get-)/u.test(answer.name)) return undefined;
    const { nth, how } = this.#next;
    this.#seen += 1;
    if (this.#seen - 1 !== nth) return undefined;
    this.spoiled.push(`${answer.name} ${how}`);
    return spoiled(answer, how);
  }
}

function spoiled({ body }: Answered, how: Spoil): Altered {
  if (how === 'no body') return { body: undefined };
  if (!isRow(body) || !Array.isArray(body['value'])) return { body: {} };
  const rows: readonly unknown[] = body['value'];
  const values: Readonly<Record<typeof how, readonly unknown[]>> = {
    empty: [],
    half: rows.slice(0, Math.floor(rows.length / 2)),
    doubled: [...rows, ...rows],
    malformed: [{}, ...rows.slice(1)],
  };
  return { body: { ...body, value: values[how] } };
}
const isRow = (value: unknown): value is Row =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
