/** A certificate for an application to sign in with, made on this machine: the private key never leaves it. */
import { generateKeyPair } from 'node:crypto';
import { promisify } from 'node:util';
import { isoTime } from '../model/date.ts';

export interface MadeCertificate {
  /** Private key (PKCS #8) and certificate, as one file holds them for AZURE_CLIENT_CERTIFICATE_PATH. */
  readonly pem: string;
  /** The certificate alone, PEM: this is what Entra ID is given. */
  readonly certificate: string;
}

/** Entra ID takes RSA keys of 2048 bits and more. Source: Microsoft identity platform, certificate credentials. */
const KEY_BITS = 3072;
const DAY_MS = 86_400_000;
/** A little earlier than now, for a clock that is ahead of the service's. */
const BEFORE_MS = 5 * 60_000;

/** Self-signed with SHA-256, good for `days` from `now` (milliseconds since 1970). */
export async function makeCertificate(
  name: string,
  now: number,
  days: number,
): Promise<MadeCertificate> {
  const { default: forge } = await import('node-forge');
  const timeAt = (ms: number) =>
    forge.asn1.generalizedTimeToDate(isoTime(ms).replaceAll(/[-:T]/g, ''));
  const { publicKey, privateKey } = await promisify(generateKeyPair)('rsa', {
    modulusLength: KEY_BITS,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  const certificate = forge.pki.createCertificate();
  certificate.publicKey = forge.pki.publicKeyFromPem(publicKey);
  // A serial number is positive: its first byte stays below 80 hexadecimal.
  certificate.serialNumber = `01${forge.util.bytesToHex(forge.random.getBytesSync(15))}`;
  certificate.validity.notBefore = timeAt(now - BEFORE_MS);
  certificate.validity.notAfter = timeAt(now + days * DAY_MS);
  const subject = [{ name: 'commonName', value: name }];
  certificate.setSubject(subject);
  certificate.setIssuer(subject);
  certificate.setExtensions([
    { name: 'basicConstraints', cA: false },
    { name: 'keyUsage', digitalSignature: true },
    { name: 'extKeyUsage', clientAuth: true },
  ]);
  certificate.sign(forge.pki.privateKeyFromPem(privateKey), forge.md.sha256.create());
  const text = forge.pki.certificateToPem(certificate).replaceAll('\r\n', '\n');
  return { pem: `${privateKey}${text}`, certificate: text };
}
