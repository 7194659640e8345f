/**
 * How a cmdlet fails: the exception that the service names, the text it gives, and the HTTP status that carries both.
 * Full exception names are those seen in published answers; where none was published, the namespace is inferred.
 */

/** Names of HTTP status codes as the service writes them in `error.code`. */
const STATUS_NAMES: Readonly<Record<number, string>> = {
  400: 'BadRequest',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'NotFound',
  405: 'MethodNotAllowed',
  409: 'Conflict',
  500: 'InternalServerError',
};

/** Whose fault: `Client` for a call that could not be bound, `Context` for a cmdlet that ran and refused. */
export type Fault = 'Client' | 'Context';

/** A failure of one cmdlet call, ready to be written as the service's error answer. */
export class CmdletError extends Error {
  override readonly name = 'CmdletError';
  readonly status: number;
  /** Full name of the exception, e.g. `Microsoft.Exchange…ManagementObjectNotFoundException`. */
  readonly type: string;
  /** Id of the message resource (`Ex6F9304`); empty for errors of binding. */
  readonly id: string;
  readonly fault: Fault;
  /** Conversion of an enum value fails without `details`: only the inner exception has the text. */
  readonly withoutDetails: boolean;

  constructor(
    status: number,
    type: string,
    message: string,
    more: { id?: string; fault?: Fault; withoutDetails?: boolean } = {},
  ) {
    super(message);
    this.status = status;
    this.type = type;
    this.id = more.id ?? '';
    this.fault = more.fault ?? 'Context';
    this.withoutDetails = more.withoutDetails ?? false;
  }
}

/** The server name in not-found texts: that of the published captures. */
export const DOMAIN_CONTROLLER = 'AM0PR07A13DC001.EURPR07A013.PROD.OUTLOOK.COM';

const TASKS = 'Microsoft.Exchange.Configuration.Tasks';
const BINDING = 'Microsoft.Exchange.AdminApi.CommandInvocation';
const RECIPIENT = 'Microsoft.Exchange.Management.RecipientTasks';

/** No object of the kind wanted has that identity. */
export function notFound(identity: string): CmdletError {
  const text = `The operation couldn't be performed because object '${identity}' couldn't be found on '${DOMAIN_CONTROLLER}'.`;
  return new CmdletError(404, `${TASKS}.ManagementObjectNotFoundException`, text, {
    id: 'Ex6F9304',
  });
}

/** A write names an identity that several objects have. */
export function ambiguous(identity: string): CmdletError {
  const text = `The operation couldn't be performed because '${identity}' matches multiple entries.`;
  return new CmdletError(400, `${TASKS}.ManagementObjectAmbiguousException`, text, {
    id: 'Ex2A78AC',
  });
}

/** A trustee that no security principal answers to. */
export function principalNotFound(identity: string): CmdletError {
  const text = `User or group "${identity}" wasn't found. Please make sure you've typed it correctly.`;
  return new CmdletError(404, `${TASKS}.SecurityPrincipalNotFoundException`, text, {
    id: 'Ex60D2D4',
  });
}

/** A trustee that several security principals answer to. */
export function principalAmbiguous(identity: string): CmdletError {
  const text = `The user or group "${identity}" isn't unique: it matches multiple entries.`;
  return new CmdletError(400, `${TASKS}.ManagementObjectAmbiguousException`, text, {
    id: 'Ex2A78AC',
  });
}

/** A trustee that exists but cannot hold rights: a distribution list, a Microsoft 365 group, a contact. */
export function notASecurityPrincipal(identity: string): CmdletError {
  const text = `"${identity}" isn't a security principal. Permissions can be granted to users and mail-enabled security groups only.`;
  return new CmdletError(400, `${TASKS}.InvalidSecurityPrincipalException`, text, {
    id: 'Ex8B4F1D',
  });
}

/** Parameters that no parameter set holds together: unknown ones are named. */
export function unresolvedParameterSet(parameters: readonly string[]): CmdletError {
  const invalid =
    parameters.length === 0 ? '' : ` Invalid cmdlet parameters specified. ${parameters.join(', ')}`;
  const text = `Parameter set cannot be resolved using the specified named parameters.${invalid}`;
  return new CmdletError(400, `${BINDING}.AmbiguousParameterSetException`, text, {
    fault: 'Client',
  });
}

/** Parameters that the parameter set needs and the call does not have. */
export function missingParameters(parameters: readonly string[]): CmdletError {
  const text = `Parameter set cannot be resolved using the specified named parameters. Cannot process command because of one or more missing mandatory parameters: ${parameters.join(', ')}.`;
  return new CmdletError(400, `${BINDING}.AmbiguousParameterSetException`, text, {
    fault: 'Client',
  });
}

/** A mandatory parameter that is null or empty. */
export function nullParameter(parameter: string, what: 'null' | 'an empty string'): CmdletError {
  const text = `Cannot bind argument to parameter '${parameter}' because it is ${what}.`;
  return new CmdletError(400, `${BINDING}.ParameterBindingValidationException`, text, {
    fault: 'Client',
  });
}

/** A value of the wrong JSON type, or one that the parameter's type does not know. */
export function badValue(parameter: string, value: string, type: string, why: string): CmdletError {
  const text = `Cannot process argument transformation on parameter '${parameter}'. Cannot convert value "${value}" to type "${type}". Error: "${why}"`;
  return new CmdletError(400, `${BINDING}.ParameterTransformationException`, text, {
    fault: 'Client',
    withoutDetails: true,
  });
}

/** A body that is no cmdlet call at all, or one that this endpoint does not take. */
export function badCall(text: string): CmdletError {
  return new CmdletError(400, 'Microsoft.OData.Core.ODataException', text, { fault: 'Client' });
}

/** A refusal of the recipient cmdlets; `exception` is the short name of the exception. */
export function refused(exception: string, text: string, id = ''): CmdletError {
  return new CmdletError(400, `${RECIPIENT}.${exception}`, text, { id });
}

/** Something the service may well do, but the simulated tenant does not: said loudly instead of guessed. */
export function notSimulated(what: string): CmdletError {
  const text = `${what} is not part of the simulated tenant.`;
  return new CmdletError(400, 'Simulator.NotSimulatedException', text, { fault: 'Client' });
}

/** The attribute is mastered on premises. Text as the service words it. */
export function outOfWriteScope(cmdlet: string, attribute: string, name: string): CmdletError {
  const text =
    `The operation on mailbox "${name}" failed because it's out of the current user's write scope. ` +
    `The action '${cmdlet}', '${attribute}', can't be performed on the object '${name}' because the object is being ` +
    `synchronized from your on-premises organization. This action should be performed on the object in your on-premises organization.`;
  return new CmdletError(400, `${TASKS}.InvalidOperationInDehydratedContextException`, text, {
    id: 'Ex9BCF8A',
  });
}

/** The object is outside what the caller's roles may write to. The read that checks it has a text of its own. */
export function outsideScope(cmdlet: string, name: string, kind: 'read' | 'write'): CmdletError {
  const text =
    `The operation on mailbox "${name}" failed because it's out of the current user's ${kind} scope. ` +
    `'${name}' isn't within your current write scopes. Can't perform ${cmdlet}.`;
  return new CmdletError(400, `${TASKS}.OperationOutOfScopeException`, text, { id: 'Ex4D8F0B' });
}

/** Roles cannot be made before the organisation has been customised. */
export function dehydrated(cmdlet: string): CmdletError {
  const text = `The command you tried to run isn't currently allowed in your organization. To run ${cmdlet}, you first need to run the command: Enable-OrganizationCustomization.`;
  return new CmdletError(400, `${TASKS}.CmdletInvalidOperationInDehydratedContextException`, text, {
    id: 'Ex1C7E55',
  });
}

export function statusName(status: number): string {
  return STATUS_NAMES[status] ?? 'InternalServerError';
}
