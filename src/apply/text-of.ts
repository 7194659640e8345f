/** The text of a file: UTF-8, or UTF-16 with a byte order mark, which is what `>` of Windows PowerShell writes. */

/** No file is in UTF-32; its mark begins like that of UTF-16. */
const UTF_32 = [0xff, 0xfe, 0, 0] as const;

/** Without the byte order mark. Throws TypeError where the bytes are no text in one of these. */
export function textOf(bytes: Uint8Array): string {
  if (UTF_32.every((byte, at) => bytes[at] === byte)) throw new TypeError('it is UTF-32');
  return new TextDecoder(encodingOf(bytes), { fatal: true }).decode(bytes);
}

function encodingOf([first, second]: Uint8Array): string {
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  return first === 0xfe && second === 0xff ? 'utf-16be' : 'utf-8';
}
