/** Pieces of DER, of which certificates are made. */
export const der = (tag: number, ...parts: readonly Buffer[]): Buffer => {
  const body = Buffer.concat(parts);
  return Buffer.concat([Buffer.from([tag, ...lengthOf(body.length)]), body]);
};
const lengthOf = (length: number): readonly number[] => {
  if (length < 128) return [length];
  return length < 256 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
};
export const sequence = (...parts: readonly Buffer[]): Buffer => der(0x30, ...parts);
/** An object identifier, whole, in hexadecimal. */
export const oid = (hex: string): Buffer => Buffer.from(hex, 'hex');
export const commonName = (name: string): Buffer =>
  sequence(der(0x31, sequence(oid('0603550403'), der(0x0c, Buffer.from(name)))));
/** YYMMDDHHMMSSZ */
export const validity = (from: string, until: string): Buffer =>
  sequence(der(0x17, Buffer.from(from)), der(0x17, Buffer.from(until)));

export function pemOf(label: string, bytes: Buffer): string {
  const lines = bytes.toString('base64').match(/.{1,64}/gu) ?? [];
  return [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`, ''].join('\n');
}
