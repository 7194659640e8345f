/** The network's errors by their codes, in words for people. */
export interface NodeError extends Error {
  readonly code: string;
  readonly syscall?: unknown;
}
export const isNodeError = (error: unknown): error is NodeError =>
  error instanceof Error && 'code' in error && typeof error.code === 'string';

/** Bytes of one answer, as sent and unpacked. The largest there are, pages of a thousand mailboxes, have some 5 MB. */
export const MOST_BYTES = 64 * 1024 * 1024;

const WORDS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'the connection was refused',
  ENOTFOUND: 'its name cannot be resolved',
  EAI_AGAIN: 'its name cannot be resolved just now',
  ECONNRESET: 'the connection was reset',
  UND_ERR_CONNECT_TIMEOUT: 'the connection took too long',
  UND_ERR_HEADERS_TIMEOUT: 'no answer came in time',
  UND_ERR_BODY_TIMEOUT: 'the answer stopped half-way',
  ANSWER_TOO_SLOW: 'the answer took too long as a whole',
  ANSWER_TOO_LARGE: `it is larger than ${MOST_BYTES / 1024 / 1024} MiB, more than mbx takes in`,
  UND_ERR_SOCKET: 'the connection was closed',
};
const CERTIFICATE = /^(?:CERT_|ERR_TLS_|ERR_SSL_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_)/u;
/** Something that speaks no TLS answered, or no HTTP. */
const NOT_TLS: ReadonlySet<string> = new Set(['ERR_SSL_WRONG_VERSION_NUMBER', 'EPROTO']);

/** The certificate does not fit: that stays so. */
export const isCertificate = ({ code }: NodeError): boolean =>
  CERTIFICATE.test(code) && !NOT_TLS.has(code);

export function whyOf(error: unknown): string {
  if (!isNodeError(error)) return error instanceof Error ? error.message : String(error);
  const { code, message } = error;
  if (isCertificate(error)) return `its certificate is not trusted (${message})`;
  if (NOT_TLS.has(code)) return `what answered does not speak TLS (${code})`;
  if (code.startsWith('HPE_')) return `what answered does not speak HTTP (${code})`;
  return `${WORDS[code] ?? message} (${code})`;
}
