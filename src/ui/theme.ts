import { remember, remembered } from './storage';
import { setReducedMotion, setTheme, type Theme, uiStore } from './store';

const themes: readonly Theme[] = ['light', 'dark', 'system'];
const darkQuery = '(prefers-color-scheme: dark)';
const motionQuery = '(prefers-reduced-motion: reduce)';

function resolved(theme: Theme): 'light' | 'dark' {
  if (theme !== 'system') return theme;
  return matchMedia(darkQuery).matches ? 'dark' : 'light';
}

function show(theme: Theme): void {
  document.documentElement.dataset['theme'] = resolved(theme);
}

/** Follows the reader's choice of theme, and the system's wishes about theme and motion. Call before rendering. */
export function followPreferences(): void {
  const stored = themes.find((theme) => theme === remembered('theme'));
  if (stored) setTheme(stored);
  show(uiStore.getState().theme);
  uiStore.subscribe((state, before) => {
    if (state.theme === before.theme) return;
    show(state.theme);
    remember('theme', state.theme);
  });
  matchMedia(darkQuery).addEventListener('change', () => show(uiStore.getState().theme));

  const motion = matchMedia(motionQuery);
  setReducedMotion(motion.matches);
  motion.addEventListener('change', () => setReducedMotion(motion.matches));
}

/** The theme that a press of the button leads to: what is not shown now; back to the system when that is the same. */
export function nextTheme(theme: Theme): Theme {
  const other = resolved(theme) === 'dark' ? 'light' : 'dark';
  return other === resolved('system') ? 'system' : other;
}
