/** Holders of rights that are no account of the tenant, and accounts that had another SID before. */
import { expect, test } from 'vitest';
import { makeBench } from '../../../test/support/simulator/exchange-world.ts';

test.each([
  ['Everyone', 'S-1-1-0', 'Everyone'],
  ['NT AUTHORITY\\ANONYMOUS LOGON', 'S-1-5-7', 'NT AUTHORITY\\ANONYMOUS LOGON'],
  ['nt authority\\authenticated users', 'S-1-5-11', 'NT AUTHORITY\\Authenticated Users'],
  ['S-1-5-11', 'S-1-5-11', 'NT AUTHORITY\\Authenticated Users'],
])('%s can be given a right and lose it by its SID', async (User, sid, shown) => {
  const { run, mailbox } = makeBench();
  const [added] = (
    await run('Add-MailboxPermission', { Identity: 'hr', User, AccessRights: ['FullAccess'] })
  ).rows;
  expect(added).toMatchObject({ User: shown, UserSid: sid });
  await run('Add-RecipientPermission', { Identity: 'hr', Trustee: User, AccessRights: ['SendAs'] });
  const { rows } = await run('Get-RecipientPermission', { Identity: 'hr', Trustee: sid });
  expect(rows).toMatchObject([{ Trustee: shown, TrusteeSidString: sid }]);
  // Without the Include switches too: everybody is no stranger.
  const open = await run('Get-MailboxPermission', { Identity: 'hr' });
  expect(open.rows.map(({ UserSid }) => UserSid)).toContain(sid);
  await run('Remove-MailboxPermission', {
    Identity: 'hr',
    User: sid,
    AccessRights: ['FullAccess'],
  });
  await run('Remove-RecipientPermission', {
    Identity: 'hr',
    Trustee: sid,
    AccessRights: ['SendAs'],
  });
  const { permissions, sendAs } = mailbox('hr');
  expect([...permissions, ...sendAs].some((entry) => entry.sid === sid)).toBe(false);
});

test('a group that is called Everyone goes before the well-known one', async () => {
  const { run, tenant } = makeBench();
  const group = tenant.groups.find(({ kind }) => kind === 'mailSecurity');
  if (group === undefined) throw new Error('there is no such group');
  group.name = 'Everyone';
  const { rows } = await run('Add-MailboxPermission', {
    Identity: 'hr',
    User: 'Everyone',
    AccessRights: ['FullAccess'],
  });
  expect(rows).toMatchObject([{ UserSid: group.sid }]);
});

test('an entry under a former SID is shown by the name of now, and goes by that SID alone', async () => {
  const { run, tenant, mailbox } = makeBench();
  const fred = tenant.users.find(({ userPrincipalName }) => userPrincipalName.startsWith('fred@'));
  if (fred === undefined) throw new Error('there is no Fred');
  const former = `${tenant.sidPrefix}-77`;
  fred.sidHistory = [former];
  mailbox('hr').permissions = [
    {
      sid: former,
      rights: ['FullAccess'],
      deny: false,
      inherited: false,
      inheritanceType: 'All',
      autoMapping: null,
    },
  ];
  const held = async () =>
    (await run('Get-MailboxPermission', { Identity: 'hr' })).rows.filter(
      ({ UserSid }) => UserSid !== 'S-1-5-10',
    );
  expect(await held()).toMatchObject([{ User: fred.userPrincipalName, UserSid: former }]);
  const [user] = (await run('Get-User', { Identity: fred.id })).rows;
  expect(user).toMatchObject({ Sid: fred.sid, SidHistory: [former] });

  const remove = (User: string) =>
    run('Remove-MailboxPermission', { Identity: 'hr', User, AccessRights: ['FullAccess'] });
  expect((await remove(fred.id)).warnings).toHaveLength(1);
  expect(await held()).toHaveLength(1);
  await remove(former);
  expect(await held()).toEqual([]);
});
