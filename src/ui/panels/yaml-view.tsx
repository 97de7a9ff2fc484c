import { useMemo } from 'react';
import { stringify } from 'yaml';
import { editObject } from '../edit-object';
import { commandLine, toast } from '../store';
import { strings } from '../strings';

interface YamlViewProps {
  readonly id: string;
  readonly object: unknown;
  readonly gone: boolean;
}

/** An object as YAML. Loaded when first opened, because the YAML library is a third of the page's script. */
export default function YamlView({ id, object, gone }: YamlViewProps) {
  const text = useMemo(() => stringify(object, { lineWidth: 0, aliasDuplicateObjects: false }), [object]);
  const copy = () => {
    navigator.clipboard.writeText(text).then(
      () => toast('info', 'Copied.'),
      () => toast('error', 'The browser does not allow copying here; select the text instead.'),
    );
  };
  return (
    <div className="relative">
      <div className="absolute top-0 right-0 flex gap-1.5">
        {!gone && (
          <button
            type="button"
            className="control"
            title={commandLine.editObject(id)}
            onClick={() => editObject(id)}
          >
            {strings.edit}
          </button>
        )}
        <button type="button" className="control" aria-label={strings.copyYaml} onClick={copy}>
          Copy
        </button>
      </div>
      <pre className="font-mono text-[12px] leading-[1.5] whitespace-pre-wrap break-words">{text}</pre>
    </div>
  );
}
