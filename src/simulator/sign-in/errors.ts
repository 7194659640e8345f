/** Refusals of the sign-in service, in its own form: an OAuth error with an AADSTS number in the description. */
import { randomUUID } from 'node:crypto';
import { json } from '../answers.ts';
import type { SimResponse } from '../world.ts';

/** Thrown anywhere in the sign-in code; the routes turn it into the answer. */
export class SignInError extends Error {
  override readonly name = 'SignInError';
  readonly status: number;
  /** OAuth's name of the error. */
  readonly error: string;
  /** AADSTS number. */
  readonly number: number;
  constructor(status: number, error: string, number: number, message: string) {
    super(message);
    this.status = status;
    this.error = error;
    this.number = number;
  }
}

export function signInAnswer(
  { status, error, number, message }: SignInError,
  now: string,
): SimResponse {
  const trace = randomUUID();
  const correlation = randomUUID();
  const timestamp = `${now.slice(0, 10)} ${now.slice(11, 19)}Z`;
  return json(status, {
    error,
    error_description: `AADSTS${number}: ${message} Trace ID: ${trace} Correlation ID: ${correlation} Timestamp: ${timestamp}`,
    error_codes: [number],
    timestamp,
    trace_id: trace,
    correlation_id: correlation,
    error_uri: `https://login.microsoftonline.com/error?code=${number}`,
  });
}

export const refusals = {
  unknownTenant: (tenant: string) =>
    new SignInError(
      400,
      'invalid_request',
      90002,
      `Tenant '${tenant}' not found. Check to make sure you have the correct tenant ID and are signing into the correct cloud.`,
    ),
  missing: (parameter: string) =>
    new SignInError(
      400,
      'invalid_request',
      900144,
      `The request body must contain the following parameter: '${parameter}'.`,
    ),
  grantType: (grant: string) =>
    new SignInError(
      400,
      'unsupported_grant_type',
      70003,
      `The app requested an unsupported grant type '${grant}'.`,
    ),
  unknownApp: (appId: string, tenant: string) =>
    new SignInError(
      400,
      'unauthorized_client',
      700016,
      `Application with identifier '${appId}' was not found in the directory '${tenant}'.`,
    ),
  noCredential: () =>
    new SignInError(
      401,
      'invalid_client',
      7000218,
      "The request body must contain the following parameter: 'client_assertion' or 'client_secret'.",
    ),
  wrongSecret: (appId: string) =>
    new SignInError(
      401,
      'invalid_client',
      7000215,
      `Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not the client secret ID, for a secret added to app '${appId}'.`,
    ),
  assertionForm: (what: string) =>
    new SignInError(401, 'invalid_client', 50027, `JWT token is invalid or malformed: ${what}.`),
  assertionAudience: (audience: string) =>
    new SignInError(
      401,
      'invalid_client',
      700023,
      `Client assertion audience claim does not match Realm issuer. The audience is '${audience}'.`,
    ),
  assertionTime: () =>
    new SignInError(
      401,
      'invalid_client',
      700024,
      'Client assertion is not within its valid time range.',
    ),
  assertionKey: (what: string) =>
    new SignInError(
      401,
      'invalid_client',
      700027,
      `The certificate used to sign the client assertion is not registered on the application, or the signature is wrong: ${what}.`,
    ),
  assertionSubject: (appId: string) =>
    new SignInError(
      401,
      'invalid_client',
      700021,
      `Client assertion application identifier doesn't match 'client_id' parameter '${appId}'.`,
    ),
  federatedIssuer: (issuer: string) =>
    new SignInError(
      401,
      'invalid_client',
      700211,
      `No matching federated identity record found for presented assertion issuer '${issuer}'.`,
    ),
  federatedAudience: (audience: string) =>
    new SignInError(
      401,
      'invalid_client',
      700212,
      `No matching federated identity record found for presented assertion audience '${audience}'.`,
    ),
  federatedSubject: (subject: string) =>
    new SignInError(
      401,
      'invalid_client',
      700213,
      `No matching federated identity record found for presented assertion subject '${subject}'.`,
    ),
  scope: (scope: string) =>
    new SignInError(
      400,
      'invalid_scope',
      1002012,
      `The provided value for scope ${scope} is not valid. Client credential flows must have a scope value with /.default suffixed to the resource identifier (application ID URI).`,
    ),
  resource: (resource: string, tenant: string) =>
    new SignInError(
      400,
      'invalid_resource',
      500011,
      `The resource principal named ${resource} was not found in the tenant named ${tenant}.`,
    ),
  pending: () =>
    new SignInError(
      400,
      'authorization_pending',
      70016,
      'OAuth 2.0 device flow error. Authorization is pending. Continue polling.',
    ),
  badCode: () => new SignInError(400, 'bad_verification_code', 70018, 'Bad verification code.'),
  oldCode: () =>
    new SignInError(
      400,
      'expired_token',
      70020,
      'The provided value for the input parameter device_code has expired.',
    ),
  badRefresh: () =>
    new SignInError(
      400,
      'invalid_grant',
      9002313,
      'Invalid request. Request is malformed or invalid.',
    ),
  revoked: () =>
    new SignInError(
      400,
      'invalid_grant',
      50173,
      'The provided grant has expired due to it being revoked, a fresh auth token is needed.',
    ),
  disabled: () => new SignInError(400, 'invalid_grant', 50057, 'The user account is disabled.'),
} as const;
