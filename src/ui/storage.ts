/**
 * What the page remembers between visits. Storage may be full, forbidden or absent (a private window, a locked-down
 * classroom browser): then nothing is remembered and nothing breaks.
 */
const prefix = 'kube-orrery.';

export function remembered(key: string): string | null {
  try {
    return localStorage.getItem(prefix + key);
  } catch {
    return null;
  }
}

export function remember(key: string, value: string): void {
  try {
    localStorage.setItem(prefix + key, value);
  } catch {
    // Not remembered: see above.
  }
}
