/** True for watches and followed logs: they have no end, and each chunk matters when it comes. */
export function isStream(target: string): boolean {
  if (/^[^?]*\/watch\//.test(target)) return true;
  const at = target.indexOf('?');
  if (at < 0) return false;
  const query = new URLSearchParams(target.slice(at + 1));
  return ['watch', 'follow'].some((name) => {
    const value = query.get(name);
    return value !== null && value !== 'false' && value !== '0';
  });
}
