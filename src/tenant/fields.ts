/** Reads fields of a service's row without trusting its shape: a field of the wrong kind is told, never guessed. */
import type { Row } from './service.ts';

/** A field that had another kind than documented. The reader of the row turns it into a gap. */
export class WrongShape extends Error {
  override readonly name = 'WrongShape';
  constructor(field: string, wanted: string, row: Row) {
    super(`the service's answer has no ${wanted} in ${field} (it has ${typeof row[field]})`);
  }
}

/** Text; absent and null are "". */
export function text(row: Row, field: string): string {
  const value = row[field];
  if (value === undefined || value === null) return '';
  if (typeof value === 'string') return value;
  throw new WrongShape(field, 'text', row);
}
/** Text that must be there. */
export function needed(row: Row, field: string): string {
  const value = text(row, field);
  if (value === '') throw new WrongShape(field, 'text', row);
  return value;
}
/** A switch; absent and null are undefined, which is not the same as false. */
export function flag(row: Row, field: string): boolean | undefined {
  const value = row[field];
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'boolean') return value;
  throw new WrongShape(field, 'true or false', row);
}
/** A list of texts; absent and null are empty, one bare text is a list of one. */
export function texts(row: Row, field: string): readonly string[] {
  const value = row[field];
  if (value === undefined || value === null || value === '') return [];
  if (typeof value === 'string') return [value];
  if (Array.isArray(value) && value.every((entry) => typeof entry === 'string')) return value;
  throw new WrongShape(field, 'list of texts', row);
}
/** How many objects there are by Graph's own count, asked for with `$count`: a list that came short has fewer. */
export function counted(row: Row): number {
  const number = row['@odata.count'];
  if (typeof number !== 'number') throw new WrongShape('@odata.count', 'number', row);
  return number;
}
