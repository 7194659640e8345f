/** The id that Exchange itself gives an object, beside that of the directory. */
import { createHash } from 'node:crypto';
import type { Group } from './model.ts';

/** A group's own GUID in Exchange: as its document says, else made from the directory id, the same in every run. */
export function groupGuid({ guid, id }: Group): string {
  if (guid !== undefined) return guid;
  const hex = createHash('sha256').update(`exchange group ${id}`).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
