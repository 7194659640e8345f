/** A certificate and its private key, as a client signs in with them. */
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { MbxError } from '../../model/error.ts';

export interface ClientCertificate {
  /** SHA-256 of the certificate, in hexadecimal. */
  readonly thumbprintSha256: string;
  /** PKCS #8, PEM. */
  readonly privateKey: string;
  /** All certificates of the file, PEM. */
  readonly x5c: string;
}

/** From PEM text, as one file holds it. Throws MbxError E1101; its message never has a part of the key. */
export function certificateOf(pem: string): ClientCertificate {
  const wrong = (why: string, cause?: unknown): MbxError =>
    new MbxError(
      'E1101',
      `the certificate file ${why}`,
      'It must be PEM text with the certificate and its private key (not encrypted), one after the other.',
      { cause },
    );
  const certificates =
    pem.match(/-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/gu) ?? [];
  const [key] =
    /-----BEGIN (?:RSA )?PRIVATE KEY-----[\s\S]+?-----END (?:RSA )?PRIVATE KEY-----/u.exec(pem) ??
    [];
  if (key === undefined) throw wrong('holds no private key');
  try {
    const privateKey = createPrivateKey(key);
    // In a file with a chain, the application's own certificate is the one that the key fits.
    const own = certificates
      .map((text) => new X509Certificate(text))
      .find((certificate) => certificate.checkPrivateKey(privateKey));
    if (own === undefined)
      throw wrong(
        certificates.length === 0
          ? 'holds no certificate'
          : 'holds a key that fits none of its certificates',
      );
    return {
      thumbprintSha256: own.fingerprint256.replaceAll(':', ''),
      privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
      x5c: certificates.join('\n'),
    };
  } catch (cause) {
    if (cause instanceof MbxError) throw cause;
    throw wrong('cannot be read', cause);
  }
}
