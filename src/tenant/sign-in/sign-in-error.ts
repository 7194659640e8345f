/** Refusals of the sign-in service, in words that say what to do. */
import { MbxError } from '../../model/error.ts';

interface Advice {
  readonly message: string;
  readonly hint: string;
}

/** By the number after AADSTS. Source: Microsoft Entra, authentication and authorization error codes. */
const ADVICE: Readonly<Record<string, Advice>> = {
  '7000215': {
    message: 'the client secret is wrong',
    hint: 'Use the value of the secret, not its id; it is shown only when the secret is made.',
  },
  '7000222': {
    message: 'the client secret has expired',
    hint: 'Make a new secret for the app registration (or better, use a certificate) and configure it.',
  },
  '700016': {
    message: 'the application is not known in this tenant',
    hint: 'Check the client id and the tenant id, and that an administrator has given consent there.',
  },
  '7000229': {
    message: 'the application has no service principal in this tenant',
    hint: 'An administrator of the tenant must give consent to the application.',
  },
  '7000112': {
    message: 'the application is disabled in this tenant',
    hint: 'Enable sign-in for the enterprise application, or use another application.',
  },
  '90002': {
    message: 'the tenant does not exist',
    hint: 'Check the tenant id, and the cloud: each cloud has its own tenants.',
  },
  '900023': {
    message: 'the tenant id is neither a GUID nor a domain',
    hint: 'Use the tenant id, or a verified domain such as contoso.onmicrosoft.com.',
  },
  '900382': {
    message: 'the tenant is in another cloud',
    hint: 'Set the cloud in the profile: global, gcchigh, dod or china.',
  },
  '700024': {
    message: 'the sign-in assertion is not valid at this time',
    hint: 'Check the clock of this machine: it is probably minutes off. Check also the validity of the certificate.',
  },
  '700027': {
    message: 'the certificate does not belong to the application',
    hint: 'Upload this certificate to the app registration, or use the one that is there; its private key must fit.',
  },
  '700021': {
    message: 'the federated token does not belong to the application',
    hint: 'Check the client id for which the federated credential was made.',
  },
  '70021': {
    message: 'no federated credential fits the token',
    hint: 'Compare issuer, subject and audience of the federated credential with those of the token.',
  },
  '700211': {
    message: 'no federated credential has the issuer of the token',
    hint: 'Compare the issuer of the federated credential with that of the token.',
  },
  '700212': {
    message: 'no federated credential has the audience of the token',
    hint: 'Ask for the token with the audience api://AzureADTokenExchange.',
  },
  '700213': {
    message: 'no federated credential has the subject of the token',
    hint: 'Compare the subject of the federated credential with that of the token: branch, environment and letter case count.',
  },
  '500011': {
    message: 'the service is not known in this tenant',
    hint: 'The tenant has no Exchange Online (or Graph) service principal; check the tenant, the cloud, and its licences.',
  },
  '53003': {
    message: 'a Conditional Access policy refuses the sign-in',
    hint: 'Ask an administrator which policy applies to this application and location.',
  },
};

/** What MSAL says without asking the service. */
const LOCAL: Readonly<Record<string, Advice>> = {
  missing_tenant_id_error: {
    message: 'the tenant must be named',
    hint: 'Use the tenant id or a domain of the tenant; "common" and "organizations" do not work for applications.',
  },
};

/** MbxError E3001. `code` is MSAL's or OAuth's word for it, `text` the service's own, already redacted. */
export function signInError(code: string, text: string): MbxError {
  const [, number] = /AADSTS(\d+)/u.exec(text) ?? [];
  const advice = number === undefined ? LOCAL[code] : ADVICE[number];
  // The first sentence tells; trace ids and times follow, one to a line.
  const [words = ''] = text.split(/\r?\n|\s+Trace ID:/u);
  const said = words === '' ? code : words;
  return new MbxError(
    'E3001',
    advice === undefined ? `sign-in was refused: ${said}` : `${advice.message} (${said})`,
    advice?.hint ??
      'Check tenant, client id and credential of the profile; `--debug` shows the requests.',
  );
}
