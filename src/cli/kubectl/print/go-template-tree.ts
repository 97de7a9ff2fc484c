/** What a Go template is made of. Models Go's text/template/parse (node.go). */

export interface Pipe {
  readonly at: number;
  readonly text: string;
  /** `$i, $e :=` before it. */
  readonly variables: readonly string[];
  readonly isAssignment: boolean;
  readonly commands: readonly TemplateCommand[];
}

export interface TemplateCommand {
  readonly at: number;
  readonly text: string;
  readonly operands: readonly Operand[];
}

interface Placed {
  readonly at: number;
  readonly text: string;
}

export type Operand = Placed &
  (
    | { readonly type: 'value'; readonly value: unknown }
    | { readonly type: 'nil' }
    | { readonly type: 'dot' }
    | { readonly type: 'function'; readonly name: string }
    /** `.a.b`: of the dot; `$x.a`: of a variable; `(…).a`: of a pipe. */
    | { readonly type: 'fields'; readonly of: string | Pipe | null; readonly names: readonly string[] }
  );

export type TemplateNode =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'action'; readonly pipe: Pipe }
  | {
      readonly type: 'if' | 'with' | 'range';
      readonly pipe: Pipe;
      readonly body: readonly TemplateNode[];
      readonly otherwise: readonly TemplateNode[];
    }
  | { readonly type: 'break' | 'continue' }
  | { readonly type: 'template'; readonly at: number; readonly name: string; readonly pipe: Pipe | null };

export interface ParsedTemplate {
  readonly root: readonly TemplateNode[];
  readonly defined: ReadonlyMap<string, readonly TemplateNode[]>;
}
