/**
 * Reads a field path as the API server writes it (`spec.containers[0].image`, `metadata.labels[app.kubernetes.io/name]`)
 * into steps. Models apimachinery/pkg/util/validation/field/path.go.
 */
export function parseFieldPath(field: string): readonly (string | number)[] {
  const steps: (string | number)[] = [];
  const pattern = /\[([^\]]*)\]|([^.[\]]+)/g;
  for (const [, inBrackets, word] of field.matchAll(pattern)) {
    if (word !== undefined) steps.push(word);
    else if (inBrackets !== undefined)
      steps.push(/^\d+$/.test(inBrackets) ? Number(inBrackets) : unquoted(inBrackets));
  }
  return steps;
}

function unquoted(text: string): string {
  return text.replace(/^"(.*)"$/, '$1');
}
