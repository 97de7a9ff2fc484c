import { useMemo } from 'react';
import { stringify } from 'yaml';
import { toast } from '../store';
import { strings } from '../strings';

/** An object as YAML. Loaded when first opened, because the YAML library is a third of the page's script. */
export default function YamlView({ object }: { readonly object: unknown }) {
  const text = useMemo(() => stringify(object, { lineWidth: 0, aliasDuplicateObjects: false }), [object]);
  const copy = () => {
    navigator.clipboard.writeText(text).then(
      () => toast('info', 'Copied.'),
      () => toast('error', 'The browser does not allow copying here; select the text instead.'),
    );
  };
  return (
    <div className="relative">
      <button
        type="button"
        className="control absolute top-0 right-0"
        aria-label={strings.copyYaml}
        onClick={copy}
      >
        Copy
      </button>
      <pre className="font-mono text-[12px] leading-[1.5] whitespace-pre-wrap break-words">{text}</pre>
    </div>
  );
}
