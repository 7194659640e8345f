/** A self-signed certificate with its key, made on the spot: no key lies in the repository. */
import { createHash, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';

export interface TestCertificate {
  /** Certificate and key, as one file holds them. */
  readonly pem: string;
  readonly certificate: string;
  readonly key: KeyObject;
  /** Hexadecimal, upper case. */
  readonly thumbprintSha256: string;
}

const der = (tag: number, ...parts: readonly Buffer[]): Buffer => {
  const body = Buffer.concat(parts);
  const length =
    body.length < 128
      ? Buffer.from([body.length])
      : Buffer.from([0x82, body.length >> 8, body.length & 0xff]);
  return Buffer.concat([Buffer.from([tag]), length, body]);
};
const sequence = (...parts: readonly Buffer[]): Buffer => der(0x30, ...parts);

/** sha256WithRSAEncryption. */
const ALGORITHM = sequence(
  Buffer.from('06092a864886f70d01010b', 'hex'),
  Buffer.from('0500', 'hex'),
);
/** commonName = mbx */
const NAME = sequence(
  der(0x31, sequence(Buffer.from('0603550403', 'hex'), der(0x0c, Buffer.from('mbx')))),
);
const VALIDITY = sequence(
  der(0x17, Buffer.from('200101000000Z')),
  der(0x17, Buffer.from('491231235959Z')),
);

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
  const lines = whole.toString('base64').match(/.{1,64}/gu) ?? [];
  const certificate = [
    '-----BEGIN CERTIFICATE-----',
    ...lines,
    '-----END CERTIFICATE-----',
    '',
  ].join('\n');
  return {
    pem: certificate + privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    certificate,
    key: privateKey,
    thumbprintSha256: createHash('sha256').update(whole).digest('hex').toUpperCase(),
  };
}
