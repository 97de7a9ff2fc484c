/** True for text that is probably meant as a manifest: used to decide whether a paste is one. Needs no YAML library. */
export function looksLikeManifest(text: string): boolean {
  return /^[ \t]*(?:- )?"?(?:apiVersion|kind)"?[ \t]*:/m.test(text) || /^\s*\{[^]*"kind"\s*:/.test(text);
}
