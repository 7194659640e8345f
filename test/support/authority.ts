/** An authority of a company's own that gives out certificates for TLS, made on the spot: no key lies in the repository. */
import { generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';
import { isIP } from 'node:net';
import { commonName, der, oid, pemOf, sequence, validity } from './der.ts';

export interface Issued {
  /** Both in PEM. */
  readonly cert: string;
  readonly key: string;
}
export interface Authority {
  /** Its own certificate: what NODE_EXTRA_CA_CERTS is to name. */
  readonly pem: string;
  /** `names`: names and IPv4 addresses of the machine. `until`: the last day of it, YYMMDD. */
  issue(names: readonly string[], until?: string): Issued;
}

/** ecdsa-with-SHA256 */
const ALGORITHM = sequence(oid('06082a8648ce3d040302'));
const TRUE = der(0x01, Buffer.from([0xff]));

const extension = (id: string, value: Buffer, critical = false): Buffer =>
  sequence(oid(id), ...(critical ? [TRUE] : []), der(0x04, value));
const isAuthority = (yes: boolean): Buffer =>
  extension('0603551d13', sequence(...(yes ? [TRUE] : [])), true);
const alternativeNames = (names: readonly string[]): Buffer =>
  extension(
    '0603551d11',
    sequence(
      ...names.map((name) =>
        isIP(name) === 4
          ? der(0x87, Buffer.from(name.split('.').map(Number)))
          : der(0x82, Buffer.from(name)),
      ),
    ),
  );

interface Made {
  readonly subject: string;
  readonly issuer: string;
  readonly until: string;
  readonly key: KeyObject;
  readonly signedBy: KeyObject;
  readonly extensions: readonly Buffer[];
}
function certificate({ subject, issuer, until, key, signedBy, extensions }: Made): string {
  const body = sequence(
    der(0xa0, der(0x02, Buffer.from([2]))),
    der(0x02, Buffer.concat([Buffer.from([1]), randomBytes(8)])),
    ALGORITHM,
    commonName(issuer),
    validity('200101000000Z', `${until}235959Z`),
    commonName(subject),
    key.export({ type: 'spki', format: 'der' }),
    der(0xa3, sequence(...extensions)),
  );
  const signature = sign('sha256', body, signedBy);
  return pemOf('CERTIFICATE', sequence(body, ALGORITHM, der(0x03, Buffer.from([0]), signature)));
}

const newKey = () => generateKeyPairSync('ec', { namedCurve: 'P-256' });

export function makeAuthority(name = 'Contoso TLS inspection'): Authority {
  const own = newKey();
  const last = '491231';
  return {
    pem: certificate({
      subject: name,
      issuer: name,
      until: last,
      key: own.publicKey,
      signedBy: own.privateKey,
      extensions: [isAuthority(true)],
    }),
    issue(names, until = last) {
      const { publicKey, privateKey } = newKey();
      const cert = certificate({
        subject: names[0] ?? 'nobody',
        issuer: name,
        until,
        key: publicKey,
        signedBy: own.privateKey,
        extensions: [isAuthority(false), alternativeNames(names)],
      });
      return { cert, key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString() };
    },
  };
}
