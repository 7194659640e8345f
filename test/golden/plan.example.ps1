# Plan for contoso.onmicrosoft.com from mailboxes.yaml, made …
# 31 changes on 6 mailboxes: 11 widen access, 15 narrow access, 3 change mail delivery or visibility, 2 are neutral
# 1 leaver: mbx looks for their rights on these mailboxes only, where the file has `delegates:`.
# mbx apply would look again before it writes, keep a journal and read back every change; these commands do not.
# Save them as a file and run it with PowerShell. If you paste them line by line, nothing stops after an error.

# Gate max-revokes: it takes rights from 10 holders; 5 are allowed without --allow (ceo@contoso.com, hr@contoso.com, info@contoso.com, sales@contoso.com). mbx apply needs --allow max-revokes=10
# Gate protected: it widens access to protected mailboxes, or hides them (ceo@contoso.com). mbx apply needs --allow protected=ceo@contoso.com

$ErrorActionPreference = 'Stop'
throw 'Gates stop this plan: max-revokes, protected. Delete this line if the changes are intended.'

# Other clouds need -ExchangeEnvironmentName and -Environment here.
Connect-ExchangeOnline -ShowBanner:$false
if (@(@((Get-ConnectionInformation).TenantID) -ne 'fbbfdecf-d3f9-46dd-ad49-44cfadec859b').Count -gt 0) { throw 'This script is for the tenant contoso.onmicrosoft.com, but a connection leads to another one.' }

# Mailbox info@contoso.com, urgent: rights of people who must not hold them are removed first, and forwarding to somebody outside
# Change 9341a545e451: stop old.hand@contoso.com sending as info@contoso.com (leaver, mailboxes.yaml:49)
Remove-RecipientPermission -Identity 'e5e0f688-2ed0-45ad-a524-1a1d671001ae' -Trustee '9db40de0-eac4-45c5-85a3-55de3d0e8ed7' -AccessRights 'SendAs' -Confirm:$false

# Mailbox sales@contoso.com, urgent: rights of people who must not hold them are removed first, and forwarding to somebody outside
# Change af309699aa6c: stop old.hand@contoso.com opening sales@contoso.com (leaver, mailboxes.yaml:49)
Remove-MailboxPermission -Identity '43e5e681-8eda-4cb2-a69d-08d32c144959' -User '9db40de0-eac4-45c5-85a3-55de3d0e8ed7' -AccessRights 'FullAccess' -InheritanceType 'All' -Confirm:$false
# Change ea11a2022a3b: stop old.hand@contoso.com sending as sales@contoso.com (leaver, mailboxes.yaml:49)
Remove-RecipientPermission -Identity '43e5e681-8eda-4cb2-a69d-08d32c144959' -Trustee '9db40de0-eac4-45c5-85a3-55de3d0e8ed7' -AccessRights 'SendAs' -Confirm:$false

# Mailbox info@contoso.com, clear: an entry of a deleted account is of no use and takes a place that a grant may need
# Change ddd3c00268a0: stop the deleted account S-1-5-21-3623811015-3361044348-30300820-1000073 opening info@contoso.com (not in the file, mailboxes.yaml:97; cannot be undone: the account is deleted, so the right cannot be given back)
Remove-MailboxPermission -Identity 'e5e0f688-2ed0-45ad-a524-1a1d671001ae' -User 'S-1-5-21-3623811015-3361044348-30300820-1000073' -AccessRights 'FullAccess' -InheritanceType 'All' -Confirm:$false
# Change 647733f7a735: stop the deleted account S-1-5-21-3623811015-3361044348-30300820-1000073 sending as info@contoso.com (not in the file, mailboxes.yaml:97; cannot be undone: the account is deleted, so the right cannot be given back)
Remove-RecipientPermission -Identity 'e5e0f688-2ed0-45ad-a524-1a1d671001ae' -Trustee 'S-1-5-21-3623811015-3361044348-30300820-1000073' -AccessRights 'SendAs' -Confirm:$false

# Mailbox ceo@contoso.com, give: grants and settings
# Change c35750979a80: let ann@contoso.com send on behalf of ceo@contoso.com (declared, mailboxes.yaml:68)
Set-Mailbox -Identity '9b73c47d-fe46-4daa-85aa-5d32878c8887' -GrantSendOnBehalfTo @{Add='bfd96ef8-1339-4f56-a286-662c5df4045c'} -Confirm:$false

# Mailbox hr@contoso.com, give: grants and settings
# Change d9b3c7b4e5a1: let ann@contoso.com open hr@contoso.com (declared, mailboxes.yaml:117)
Add-MailboxPermission -Identity 'dbdbb8b7-03d6-4422-bddc-59bb37f16774' -User 'bfd96ef8-1339-4f56-a286-662c5df4045c' -AccessRights 'FullAccess' -InheritanceType 'All' -Confirm:$false
# Change 69391fd7e404: turn hiding from address lists on for hr@contoso.com (declared, mailboxes.yaml:115)
Set-Mailbox -Identity 'dbdbb8b7-03d6-4422-bddc-59bb37f16774' -HiddenFromAddressListsEnabled:$true -Confirm:$false

# Mailbox info@contoso.com, give: grants and settings
# Change ef9cfd73b917: let temp@contoso.com open info@contoso.com (declared, mailboxes.yaml:98, team front-desk)
Add-MailboxPermission -Identity 'e5e0f688-2ed0-45ad-a524-1a1d671001ae' -User '65efa52c-e7f8-468d-ba40-681e99b14cd6' -AccessRights 'FullAccess' -InheritanceType 'All' -Confirm:$false
# Change 8d97dfcc0f05: turn keeping copies of what is sent as it on for info@contoso.com (declared, mailboxes.yaml:100)
Set-Mailbox -Identity 'e5e0f688-2ed0-45ad-a524-1a1d671001ae' -MessageCopyForSentAsEnabled:$true -Confirm:$false
# Change 47c91a7d703b: let temp@contoso.com send as info@contoso.com (declared, mailboxes.yaml:98, team front-desk)
Add-RecipientPermission -Identity 'e5e0f688-2ed0-45ad-a524-1a1d671001ae' -Trustee '65efa52c-e7f8-468d-ba40-681e99b14cd6' -AccessRights 'SendAs' -Confirm:$false

# Mailbox sales@contoso.com, give: grants and settings
# Change de14323c1655: give sales@contoso.com the address hello@contoso.com (declared, mailboxes.yaml:79)
# Change 67197830478e: turn keeping copies of what is sent on its behalf on for sales@contoso.com (declared, mailboxes.yaml:89)
Set-Mailbox -Identity '43e5e681-8eda-4cb2-a69d-08d32c144959' -EmailAddresses @{Add='smtp:hello@contoso.com'} -MessageCopyForSendOnBehalfEnabled:$true -Confirm:$false
# Change 9e541d0de320: let auditors@contoso.com open sales@contoso.com (declared, mailboxes.yaml:85)
Add-MailboxPermission -Identity '43e5e681-8eda-4cb2-a69d-08d32c144959' -User '009121f5-ad14-4d22-91ad-188000b7c696' -AccessRights 'FullAccess' -InheritanceType 'All' -Confirm:$false
# Change b07d66f8211f: let temp@contoso.com open sales@contoso.com (without auto-mapping) (declared, mailboxes.yaml:87, until 2099-12-31: Project X)
Add-MailboxPermission -Identity '43e5e681-8eda-4cb2-a69d-08d32c144959' -User '65efa52c-e7f8-468d-ba40-681e99b14cd6' -AccessRights 'FullAccess' -InheritanceType 'All' -AutoMapping:$false -Confirm:$false

# Mailbox support@contoso.com, give: grants and settings
# Change 868efb2353c1: let temp@contoso.com open support@contoso.com (declared, mailboxes.yaml:108, team front-desk)
Add-MailboxPermission -Identity '4c48420f-fff0-4ce7-b5ed-c1f1a784e11b' -User '65efa52c-e7f8-468d-ba40-681e99b14cd6' -AccessRights 'FullAccess' -InheritanceType 'All' -Confirm:$false
# Change dc8b8543568c: let fred@contoso.com open support@contoso.com (declared, mailboxes.yaml:107, team sales)
Add-MailboxPermission -Identity '4c48420f-fff0-4ce7-b5ed-c1f1a784e11b' -User 'bc48129e-af91-47ef-9f1a-367a41c334c5' -AccessRights 'FullAccess' -InheritanceType 'All' -Confirm:$false
# Change bf0663d2205a: let ann@contoso.com open support@contoso.com (declared, mailboxes.yaml:107, team sales)
Add-MailboxPermission -Identity '4c48420f-fff0-4ce7-b5ed-c1f1a784e11b' -User 'bfd96ef8-1339-4f56-a286-662c5df4045c' -AccessRights 'FullAccess' -InheritanceType 'All' -Confirm:$false
# Change b68e2cdf8c7e: let temp@contoso.com send as support@contoso.com (declared, mailboxes.yaml:108, team front-desk)
Add-RecipientPermission -Identity '4c48420f-fff0-4ce7-b5ed-c1f1a784e11b' -Trustee '65efa52c-e7f8-468d-ba40-681e99b14cd6' -AccessRights 'SendAs' -Confirm:$false
# Change d48c63a9f7a6: let ann@contoso.com send as support@contoso.com (declared, mailboxes.yaml:108, team front-desk)
Add-RecipientPermission -Identity '4c48420f-fff0-4ce7-b5ed-c1f1a784e11b' -Trustee 'bfd96ef8-1339-4f56-a286-662c5df4045c' -AccessRights 'SendAs' -Confirm:$false

# Mailbox ceo@contoso.com, withdraw: other rights are removed only after the grants were read back, so that nobody is left without access
# Change b4e29eba2e36: stop helen.ward@contoso.com opening ceo@contoso.com (not in the file, mailboxes.yaml:67)
Remove-MailboxPermission -Identity '9b73c47d-fe46-4daa-85aa-5d32878c8887' -User 'bd5b9063-7137-4ca1-9c10-a641cca24301' -AccessRights 'FullAccess' -InheritanceType 'All' -Confirm:$false
# Change 53fd77297791: stop helen.ward@contoso.com sending on behalf of ceo@contoso.com (not in the file, mailboxes.yaml:67)
Set-Mailbox -Identity '9b73c47d-fe46-4daa-85aa-5d32878c8887' -GrantSendOnBehalfTo @{Remove='bd5b9063-7137-4ca1-9c10-a641cca24301'} -Confirm:$false

# Mailbox fred@contoso.com, withdraw: other rights are removed only after the grants were read back, so that nobody is left without access
# Change e35fa53b4053: take the address fred.smith@contoso.co.uk from fred@contoso.com (not in the file, mailboxes.yaml:55)
Set-Mailbox -Identity 'bc48129e-af91-47ef-9f1a-367a41c334c5' -EmailAddresses @{Remove='smtp:fred.smith@contoso.co.uk'} -Confirm:$false

# Mailbox hr@contoso.com, withdraw: other rights are removed only after the grants were read back, so that nobody is left without access
# Change c8dd3aed0252: stop yusuf.demir@contoso.com opening hr@contoso.com (not in the file, mailboxes.yaml:116)
Remove-MailboxPermission -Identity 'dbdbb8b7-03d6-4422-bddc-59bb37f16774' -User '54710f56-0197-4fde-a8ed-dda82168986c' -AccessRights 'FullAccess' -InheritanceType 'All' -Confirm:$false
# Change fb74ad855ead: stop helen.ward@contoso.com opening hr@contoso.com (not in the file, mailboxes.yaml:116)
Remove-MailboxPermission -Identity 'dbdbb8b7-03d6-4422-bddc-59bb37f16774' -User 'bd5b9063-7137-4ca1-9c10-a641cca24301' -AccessRights 'FullAccess' -InheritanceType 'All' -Confirm:$false
# Change 129e5e56c56d: stop yusuf.demir@contoso.com sending as hr@contoso.com (not in the file, mailboxes.yaml:116)
Remove-RecipientPermission -Identity 'dbdbb8b7-03d6-4422-bddc-59bb37f16774' -Trustee '54710f56-0197-4fde-a8ed-dda82168986c' -AccessRights 'SendAs' -Confirm:$false
# Change b96663d001eb: stop helen.ward@contoso.com sending as hr@contoso.com (not in the file, mailboxes.yaml:116)
Remove-RecipientPermission -Identity 'dbdbb8b7-03d6-4422-bddc-59bb37f16774' -Trustee 'bd5b9063-7137-4ca1-9c10-a641cca24301' -AccessRights 'SendAs' -Confirm:$false

# Mailbox info@contoso.com, withdraw: other rights are removed only after the grants were read back, so that nobody is left without access
# Change 2ebd452361d9: stop service-desk@contoso.com opening info@contoso.com (not in the file, mailboxes.yaml:97)
Remove-MailboxPermission -Identity 'e5e0f688-2ed0-45ad-a524-1a1d671001ae' -User '9b56de11-4f30-41f3-8492-977088c3a888' -AccessRights 'FullAccess' -InheritanceType 'All' -Confirm:$false
# Change 723ee655719d: stop carlos.mendez@contoso.com opening info@contoso.com (not in the file, mailboxes.yaml:97)
Remove-MailboxPermission -Identity 'e5e0f688-2ed0-45ad-a524-1a1d671001ae' -User 'fa890141-a543-4ab0-b415-2622e8039ac8' -AccessRights 'FullAccess' -InheritanceType 'All' -Confirm:$false

# Mailbox sales@contoso.com, withdraw: other rights are removed only after the grants were read back, so that nobody is left without access
# Change 8178e7da3e9a: stop priya.shah@contoso.com opening sales@contoso.com (not in the file, mailboxes.yaml:81)
Remove-MailboxPermission -Identity '43e5e681-8eda-4cb2-a69d-08d32c144959' -User '4d3f7618-3e11-4bdd-ba3a-403584e79b9d' -AccessRights 'FullAccess' -InheritanceType 'All' -Confirm:$false
# Change 33377b7181d8: stop temp@contoso.com sending on behalf of sales@contoso.com (not in the file, mailboxes.yaml:81)
Set-Mailbox -Identity '43e5e681-8eda-4cb2-a69d-08d32c144959' -GrantSendOnBehalfTo @{Remove='65efa52c-e7f8-468d-ba40-681e99b14cd6'} -Confirm:$false
