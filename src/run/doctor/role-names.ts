/** Entra roles that act in Exchange, by template id: the same in every tenant. Source: app-only access to Exchange; Entra built-in roles. */
const NAMES: ReadonlyMap<string, string> = new Map([
  ['62e90394-69f5-4237-9190-012177145e10', 'Global Administrator'],
  ['29232cdf-9323-42fd-ade2-1d097af3e4de', 'Exchange Administrator'],
  ['31392ffb-586c-42d1-9346-e59415a2cc4e', 'Exchange Recipient Administrator'],
  ['f2ef992c-3afb-46b9-b7cf-a126ee74c451', 'Global Reader'],
  ['729827e3-9c14-49f7-bb1b-9608f156bbb8', 'Helpdesk Administrator'],
  ['17315797-102d-40b4-93e0-432062caca18', 'Compliance Administrator'],
  ['5d6b6bb7-de71-4623-b4af-96380a352509', 'Security Reader'],
  ['194ae4cb-b126-40b2-bd5b-6091b380977d', 'Security Administrator'],
]);

/** Every token has this one, and it says nothing: "not a role". Source: Entra, default user role template. */
const NO_ROLE = 'b79fbf4d-3ef9-4689-8143-76b194e85509';

/** Others as their ids: they may matter elsewhere. */
export const roleNames = (ids: readonly string[]): readonly string[] =>
  ids
    .map((id) => id.toLowerCase())
    .filter((id) => id !== NO_ROLE)
    .map((id) => NAMES.get(id) ?? id);
