/** What tests of bodies say that a path takes. */
export const DEPLOYMENT = { group: 'apps', version: 'v1', kind: 'Deployment' } as const;
