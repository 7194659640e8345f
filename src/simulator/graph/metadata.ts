/** `Accept: …;odata.metadata=none`: the same answer without what only describes it. Source: OData JSON format, control information. */

/** Left out; links to pages and counts stay. */
const DESCRIBING: ReadonlySet<string> = new Set(['@odata.context', '@odata.type']);

/** Whether a client asks for no metadata. */
export function wantsNoMetadata(accept: string | undefined): boolean {
  return accept !== undefined && /;\s*odata\.metadata\s*=\s*none/i.test(accept);
}

/** The body without the members that describe it, at every depth. */
export function withoutMetadata(body: object): object {
  return Object.fromEntries(
    Object.entries(body)
      .filter(([name]) => !DESCRIBING.has(name))
      .map(([name, value]) => [name, bare(value)]),
  );
}

function bare(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(bare);
  return typeof value === 'object' && value !== null ? withoutMetadata(value) : value;
}
