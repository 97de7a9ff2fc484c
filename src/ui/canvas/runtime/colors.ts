/** The colours that canvas layers draw with, read from the page's CSS variables. */
export interface Colors {
  readonly sheet: string;
  readonly card: string;
  readonly band: string;
  readonly line: string;
  readonly lineStrong: string;
  readonly ink: string;
  readonly ink2: string;
  readonly brass: string;
  readonly brassSoft: string;
  readonly accent: string;
  readonly run: string;
  readonly start: string;
  readonly wait: string;
  readonly fail: string;
  readonly term: string;
  readonly idle: string;
  readonly fontCode: string;
}

const variables: Readonly<Record<keyof Colors, string>> = {
  sheet: '--sheet',
  card: '--card',
  band: '--band',
  line: '--line',
  lineStrong: '--line-strong',
  ink: '--ink',
  ink2: '--ink-2',
  brass: '--brass',
  brassSoft: '--brass-soft',
  accent: '--accent',
  run: '--run',
  start: '--start',
  wait: '--wait',
  fail: '--fail',
  term: '--term',
  idle: '--idle',
  fontCode: '--font-code',
};

export function readColors(element: Element): Colors {
  const style = getComputedStyle(element);
  const entries = Object.entries(variables).map(([key, name]) => [key, style.getPropertyValue(name).trim()]);
  return Object.fromEntries(entries) as Colors;
}

/** Calls `listener` when the theme may have changed: by the page's own switch or by the system's. */
export function onThemeChange(listener: () => void): () => void {
  const media = matchMedia('(prefers-color-scheme: dark)');
  const observer = new MutationObserver(listener);
  observer.observe(document.documentElement, {
    attributes: true,
    attributeFilter: ['class', 'data-theme', 'style'],
  });
  media.addEventListener('change', listener);
  return () => {
    observer.disconnect();
    media.removeEventListener('change', listener);
  };
}
