/** How xterm.js looks: the page's colours and letters. */
import type { ITheme } from '@xterm/xterm';

/** Sizes of letters, px: on a laptop, on a good projector, for the last row. */
export const SIZES = [13, 15, 18, 22, 28] as const;

export const FONT =
  "'JetBrains Mono Variable', 'JetBrains Mono', ui-monospace, 'DejaVu Sans Mono', monospace";

/** The tokens as they are now; read again when the theme changes. */
export function pageTheme(): ITheme {
  const style = getComputedStyle(document.documentElement);
  const token = (name: string) => style.getPropertyValue(`--${name}`).trim();
  const ink = token('ink');
  const muted = token('ink-2');
  return {
    background: token('bg'),
    foreground: ink,
    cursor: token('brass'),
    cursorAccent: token('bg'),
    selectionBackground: token('accent-soft'),
    selectionForeground: ink,
    black: ink,
    brightBlack: muted,
    red: token('fail'),
    brightRed: token('fail'),
    green: token('run'),
    brightGreen: token('run'),
    yellow: token('brass'),
    brightYellow: token('brass'),
    blue: token('accent'),
    brightBlue: token('accent'),
    magenta: token('term'),
    brightMagenta: token('term'),
    cyan: token('start'),
    brightCyan: token('start'),
    white: muted,
    brightWhite: ink,
  };
}

/** Calls back when the reader or the system chooses another theme. Answers how to stop. */
export function onThemeChange(changed: () => void): () => void {
  const observer = new MutationObserver(changed);
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] });
  const query = matchMedia('(prefers-color-scheme: dark)');
  query.addEventListener('change', changed);
  return () => {
    observer.disconnect();
    query.removeEventListener('change', changed);
  };
}
