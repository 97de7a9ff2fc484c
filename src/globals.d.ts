/**
 * True under the dev server and in tests, false in a production build and in bundles made by scripts/run-ts.mjs:
 * objects are then deep-frozen, so that a write to shared data throws at once. (Spreading frozen objects is four times
 * slower, so nobody pays for it in the product.) Set ORRERY_FREEZE=0 or 1 to choose by hand.
 */
declare const __DEV_FREEZE__: boolean;

/**
 * What the fields of the API mean, by type (`apps.v1.Deployment`) and field; '' is the type itself. Made at build time by
 * scripts/lib/field-descriptions.mjs; large, so import it only when it is wanted.
 */
declare module 'virtual:field-descriptions' {
  const descriptions: Readonly<Record<string, Readonly<Record<string, string>>>>;
  export default descriptions;
}
