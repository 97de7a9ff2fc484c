/**
 * True under the dev server and in tests, false in a production build and in bundles made by scripts/run-ts.mjs:
 * objects are then deep-frozen, so that a write to shared data throws at once. (Spreading frozen objects is four times
 * slower, so nobody pays for it in the product.) Set ORRERY_FREEZE=0 or 1 to choose by hand.
 */
declare const __DEV_FREEZE__: boolean;
