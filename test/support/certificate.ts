/** A self-signed certificate with its key, made on the spot: no key lies in the repository. */
import { createHash, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { commonName, der, pemOf, sequence, validity } from './der.ts';

export interface TestCertificate {
  /** Certificate and key, as one file holds them. */
  readonly pem: string;
  readonly certificate: string;
  readonly key: KeyObject;
  /** Hexadecimal, upper case. */
  readonly thumbprintSha256: string;
}

/** sha256WithRSAEncryption. */
const ALGORITHM = sequence(
  Buffer.from('06092a864886f70d01010b', 'hex'),
  Buffer.from('0500', 'hex'),
);
const NAME = commonName('mbx');
const VALIDITY = validity('200101000000Z', '491231235959Z');

export function makeCertificate(): TestCertificate {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const body = sequence(
    der(0xa0, der(0x02, Buffer.from([2]))),
    der(0x02, Buffer.from([1])),
    ALGORITHM,
    NAME,
    VALIDITY,
    NAME,
    publicKey.export({ type: 'spki', format: 'der' }),
  );
  const signature = sign('sha256', body, privateKey);
  const whole = sequence(body, ALGORITHM, der(0x03, Buffer.from([0]), signature));
  const certificate = pemOf('CERTIFICATE', whole);
  return {
    pem: certificate + privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    certificate,
    key: privateKey,
    thumbprintSha256: createHash('sha256').update(whole).digest('hex').toUpperCase(),
  };
}
