/** Where a gate cannot count, since the members of a group may not be read: what to do about it. */
export const READ_MEMBERS =
  'the application needs GroupMember.Read.All in Microsoft Graph, and Member.Read.Hidden where membership is hidden';
