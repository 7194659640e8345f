/** The people of the contoso tenant, with what is particular to each in a comment where it is meant to be found. */
import { ROLE } from './applications.ts';
import type { MailboxSeed } from './builder.ts';
import { GB } from './builder.ts';

/** Local part, name, department, title: the people about whom there is nothing else to say. */
const STAFF: readonly (readonly [string, string, string, string])[] = [
  ['ann', 'Ann Lee', 'Sales', 'Head of Sales'],
  ['priya.shah', 'Priya Shah', 'Sales', 'Account Manager'],
  ['tom.baker', 'Tom Baker', 'Sales', 'Account Manager'],
  ['lena.hoffmann', 'Lena Hoffmann', 'Sales', 'Account Manager'],
  ['carlos.mendez', 'Carlos Méndez', 'Support', 'Head of Support'],
  ['grace.kim', 'Grace Kim', 'Support', 'Support Engineer'],
  ['omar.haddad', 'Omar Haddad', 'Support', 'Support Engineer'],
  ['nina.petrova', 'Nina Petrova', 'Support', 'Support Engineer'],
  ['helen.ward', 'Helen Ward', 'HR', 'Head of HR'],
  ['yusuf.demir', 'Yusuf Demir', 'HR', 'Recruiter'],
  ['marta.kowalska', 'Marta Kowalska', 'Finance', 'Head of Finance'],
  ['david.chen', 'David Chen', 'Finance', 'Accountant'],
  ['ruth.okafor', 'Ruth Okafor', 'Finance', 'Accountant'],
  ['ellen.berg', 'Ellen Berg', 'Marketing', 'Head of Marketing'],
  ['jack.turner', 'Jack Turner', 'Marketing', 'Content Editor'],
  ['sofia.rossi', 'Sofia Rossi', 'Marketing', 'Designer'],
  ['peter.novak', 'Peter Novák', 'Legal', 'General Counsel'],
  ['amelie.dubois', 'Amélie Dubois', 'Legal', 'Paralegal'],
  ['ivan.horvat', 'Ivan Horvat', 'Engineering', 'Head of Engineering'],
  ['mei.tanaka', 'Mei Tanaka', 'Engineering', 'Developer'],
  ['samuel.osei', 'Samuel Osei', 'Engineering', 'Developer'],
  ['julia.weiss', 'Julia Weiß', 'Engineering', 'Developer'],
  ['oscar.lind', 'Oscar Lind', 'Facilities', 'Facilities Manager'],
];

/** Everybody with a mailbox of their own. */
export const PEOPLE: readonly MailboxSeed[] = [
  ...STAFF.map(
    ([local, displayName, department, jobTitle], index): MailboxSeed => ({
      local,
      displayName,
      department,
      jobTitle,
      age: 300 + index * 37,
      // The older half still has names that are no GUIDs.
      name: index % 2 === 0 ? 'plain' : 'guid',
    }),
  ),
  {
    local: 'fred',
    displayName: 'Fred Smith',
    department: 'Sales',
    jobTitle: 'Account Manager',
    aliases: ['f.smith', 'fred.smith@contoso.co.uk'],
    age: 2200,
    name: 'plain',
  },
  {
    local: 'ceo',
    displayName: 'Catherine Eastwood',
    department: 'Board',
    jobTitle: 'Chief Executive Officer',
    aliases: ['catherine.eastwood'],
    age: 3000,
    name: 'plain',
    size: 18 * GB,
  },
  {
    local: 'temp',
    displayName: 'Toni Temple',
    department: 'Sales',
    jobTitle: 'Contractor',
    age: 60,
  },
  // Two people of one display name, in departments apart.
  {
    local: 'alex.morgan',
    displayName: 'Alex Morgan',
    department: 'Finance',
    jobTitle: 'Controller',
    age: 1500,
    name: 'plain',
  },
  {
    local: 'alex.morgan2',
    displayName: 'Alex Morgan',
    department: 'Engineering',
    jobTitle: 'Developer',
    age: 90,
  },
  // Leavers half done: sign-in blocked, rights left standing.
  {
    local: 'old.hand',
    displayName: 'Harry Hand',
    department: 'Sales',
    jobTitle: 'Account Manager',
    aliases: ['h.hand'],
    enabled: false,
    age: 2600,
    name: 'plain',
  },
  {
    local: 'jo.left',
    displayName: 'Jo Left',
    department: 'Support',
    jobTitle: 'Support Engineer',
    type: 'SharedMailbox',
    age: 1800,
    name: 'plain',
  },
  // Mastered on premises.
  {
    local: 'karl.synced',
    displayName: 'Karl Sommer',
    department: 'Production',
    jobTitle: 'Planner',
    synced: true,
    age: 1900,
    name: 'plain',
  },
  {
    local: 'ida.synced',
    displayName: 'Ida Lindqvist',
    department: 'Production',
    jobTitle: 'Foreman',
    synced: true,
    age: 1700,
    name: 'plain',
  },
  {
    local: 'paul.synced',
    displayName: 'Paul Mercier',
    department: 'Production',
    jobTitle: 'Buyer',
    synced: true,
    age: 700,
  },
  {
    local: 'admin',
    displayName: 'Mailbox Admin',
    department: 'IT',
    jobTitle: 'Administrator',
    roles: [ROLE.exchangeAdministrator],
    age: 1200,
  },
  { local: 'backup-svc', displayName: 'Backup Vendor Service', department: 'IT', age: 800 },
];

/** Mailboxes of functions. The size of `archive` is above what a mailbox without licence may hold. */
export const SHARED: readonly MailboxSeed[] = [
  { local: 'sales', displayName: 'Sales', aliases: ['enquiries'], name: 'plain', age: 2900 },
  {
    local: 'info',
    displayName: 'Information',
    aliases: ['contact', 'info@contoso.co.uk'],
    name: 'plain',
    age: 2900,
  },
  // Its account can sign in: a password somebody knows.
  {
    local: 'support',
    displayName: 'Support',
    aliases: ['help'],
    name: 'plain',
    age: 2500,
    enabled: true,
    size: 21 * GB,
  },
  { local: 'hr', displayName: 'Human Resources', name: 'plain', age: 2400 },
  { local: 'finance', displayName: 'Finance', aliases: ['accounting'], age: 500 },
  { local: 'invoices', displayName: 'Invoices', aliases: ['ap', 'billing'], age: 480 },
  { local: 'marketing', displayName: 'Marketing', age: 450 },
  { local: 'press', displayName: 'Press Office', name: 'plain', age: 2000 },
  {
    local: 'jobs',
    displayName: 'Job Applications',
    aliases: ['careers', 'careers@contoso.co.uk'],
    age: 350,
  },
  { local: 'facilities', displayName: 'Facilities', name: 'plain', synced: true, age: 2300 },
  { local: 'legal', displayName: 'Legal', age: 600, size: 9 * GB },
  { local: 'archive', displayName: 'Archive', name: 'plain', age: 2800, size: 52 * GB },
].map(
  (seed): MailboxSeed => ({
    ...seed,
    type: 'SharedMailbox',
    name: seed.name === 'plain' ? 'plain' : 'guid',
  }),
);

/** Rooms and equipment. */
export const RESOURCES: readonly MailboxSeed[] = [
  { local: 'boardroom', displayName: 'Boardroom', type: 'RoomMailbox', age: 2000, name: 'plain' },
  { local: 'meeting-room-1', displayName: 'Meeting Room 1', type: 'RoomMailbox', age: 700 },
  { local: 'projector', displayName: 'Projector', type: 'EquipmentMailbox', age: 700 },
];
