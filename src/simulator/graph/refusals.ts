/** Refusals of Graph: codes and texts as the service gives them. Source: published errors and the error tables of Graph. */
import { graphError } from '../answers.ts';
import type { SimResponse } from '../world.ts';

/** Thrown anywhere in the Graph code; the routes turn it into the answer. */
export class GraphRefusal extends Error {
  override readonly name = 'GraphRefusal';
  readonly status: number;
  readonly code: string;
  constructor(status: number, code: string, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
  answer(): SimResponse {
    return graphError(this.status, this.code, this.message);
  }
}

const badRequest = (message: string) => new GraphRefusal(400, 'Request_BadRequest', message);
const parsing = (message: string) => new GraphRefusal(400, 'BadRequest', message);
const unsupported = (message: string) => new GraphRefusal(400, 'Request_UnsupportedQuery', message);

export const refuse = {
  badRequest,
  unsupported,
  segment: (segment: string) => parsing(`Resource not found for the segment '${segment}'.`),
  method: () =>
    new GraphRefusal(
      405,
      'Request_BadRequest',
      'Specified HTTP method is not allowed for the request target.',
    ),
  denied: () =>
    new GraphRefusal(
      403,
      'Authorization_RequestDenied',
      'Insufficient privileges to complete the operation.',
    ),
  missing: (id: string) =>
    new GraphRefusal(
      404,
      'Request_ResourceNotFound',
      `Resource '${id}' does not exist or one of its queried reference-property objects are not present.`,
    ),
  syntax: (position: number, filter: string) =>
    parsing(`Invalid filter clause: Syntax error at position ${position} in '${filter}'.`),
  filterProperty: (property: string, type: string) =>
    parsing(
      `Invalid filter clause: Could not find a property named '${property}' on type 'microsoft.graph.${type}'.`,
    ),
  filterType: (property: string) =>
    parsing(
      `Invalid filter clause: A binary operator with incompatible types was detected for property '${property}'.`,
    ),
  notFilterable: (property: string, type: string) =>
    unsupported(
      `Unsupported or invalid query filter clause specified for property '${property}' of resource '${type}'.`,
    ),
  selectProperty: (property: string, type: string) =>
    parsing(
      `Parsing OData Select and Expand failed: Could not find a property named '${property}' on type 'microsoft.graph.${type}'.`,
    ),
  advanced: (what: string) =>
    unsupported(
      `${what} is not supported because the required parameters might be missing. Try adding $count=true query parameter and ConsistencyLevel:eventual header.`,
    ),
  countSegment: () => badRequest('$count is not currently supported.'),
  option: (name: string) => unsupported(`The query option '${name}' is not supported here.`),
  expandAdvanced: () => unsupported('$expand is not supported together with an advanced query.'),
  pageSize: (top: string, most: number) =>
    unsupported(`Invalid page size specified: '${top}'. Must be between 1 and ${most} inclusive.`),
  pageToken: () =>
    new GraphRefusal(
      400,
      'Directory_ExpiredPageToken',
      'The specified page token value is not valid.',
    ),
  body: (message: string) => badRequest(message),
  onPremises: () =>
    badRequest(
      'Unable to update the specified properties for on-premises mastered Directory Sync objects or objects currently undergoing migration.',
    ),
  alreadyMember: () =>
    badRequest(
      "One or more added object references already exist for the following modified properties: 'members'.",
    ),
  mailGroup: () =>
    badRequest('Cannot Update a mail-enabled security groups and or distribution list.'),
  taken: (property: string) =>
    badRequest(`Another object with the same value for property ${property} already exists.`),
  settingsBody: (message: string) => new GraphRefusal(400, 'RequestBodyRead', message),
  settingsTimes: () =>
    new GraphRefusal(
      400,
      'ErrorInvalidTimeSettings',
      'The end of the schedule is not after its start.',
    ),
  timeZone: (name: string) =>
    new GraphRefusal(
      400,
      'InvalidTimeZone',
      `The time zone '${name}' is not known here; send UTC.`,
    ),
  outlookDenied: () =>
    new GraphRefusal(
      403,
      'ErrorAccessDenied',
      'Access is denied. Check credentials and try again.',
    ),
  noMailbox: () =>
    new GraphRefusal(
      404,
      'MailboxNotEnabledForRESTAPI',
      'The mailbox is either inactive, soft-deleted, or is hosted on-premise.',
    ),
  licenceAbsent: () => badRequest('User does not have a corresponding license.'),
  licenceInherited: () =>
    badRequest(
      'User license is inherited from a group membership and it cannot be removed directly from the user.',
    ),
  licenceUnknown: (skuId: string) =>
    badRequest(`License ${skuId} does not correspond to a valid company License.`),
  usageLocation: () =>
    badRequest('License assignment cannot be done for user with invalid usage location.'),
  noSeat: (skuId: string) =>
    badRequest(`Subscription with SKU ${skuId} does not have any available licenses.`),
  value: (property: string, resource: string) =>
    badRequest(`Invalid value specified for property '${property}' of resource '${resource}'.`),
  readOnly: (property: string) =>
    badRequest(`Property '${property}' is read-only and cannot be set.`),
  premium: () =>
    new GraphRefusal(
      403,
      'Authentication_RequestFromNonPremiumTenantOrB2CTenant',
      "Neither tenant is B2C or tenant doesn't have premium license",
    ),
  me: () => parsing('/me request is only valid with delegated authentication flow.'),
} as const;
