/**
 * The build-time constant `__DEV_FREEZE__` (declared in src/globals.d.ts) for Vite, Vitest and esbuild alike, so that
 * the three cannot disagree. ORRERY_FREEZE=0 or 1 overrides, e.g. to time tests without freezing or to fuzz with it.
 *
 * @param {boolean} byDefault what holds when nobody chose by hand
 * @returns {{ __DEV_FREEZE__: string }}
 */
export function freezeDefine(byDefault) {
  const chosen = process.env['ORRERY_FREEZE'];
  const freeze = chosen === undefined || chosen === '' ? byDefault : chosen !== '0';
  return { __DEV_FREEZE__: String(freeze) };
}
