// Before anything is painted: the theme that the reader chose, so that it does not flash in the other one.
// A file of its own, because the page's policy forbids inline scripts; src/ui/theme.ts does the rest.
try {
  const theme = localStorage.getItem('kube-orrery.theme');
  if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme;
} catch {
  // No storage: the system's theme it is.
}
