import type { DocumentOutcome } from '../../cli/kubectl/apply/apply-documents';
import type { Problem } from '../../cli/problems';
import type { ManifestReport } from '../store';
import { strings } from '../strings';

type OnPlace = (line: number) => void;

function ProblemItem({ problem, onPlace }: { readonly problem: Problem; readonly onPlace: OnPlace }) {
  const { document, line, column, field, message, hint } = problem;
  return (
    <li className="py-1">
      <button type="button" className="link min-h-6 text-left" onClick={() => onPlace(line)}>
        {document > 0 && `document ${document}, `}line {line}, column {column}
      </button>
      {field !== '' && <code className="ml-2 text-[12px] text-ink-2">{field}</code>}
      <span className="block font-medium">{message}</span>
      {hint !== '' && <span className="block text-ink-2">{hint}</span>}
    </li>
  );
}

const signs: Readonly<Record<DocumentOutcome['result'], string>> = {
  created: '✓',
  configured: '✓',
  unchanged: '=',
  failed: '✕',
};

function OutcomeItem({ outcome, onPlace }: { readonly outcome: DocumentOutcome; readonly onPlace: OnPlace }) {
  const { document, result, text, problems } = outcome;
  return (
    <li className="py-1">
      <span className="flex gap-2">
        <span aria-hidden="true" className={result === 'failed' ? 'text-fail' : 'text-run'}>
          {signs[result]}
        </span>
        <span className="text-ink-2 whitespace-nowrap">document {document}</span>
        <code className="min-w-0 text-[13px] break-words whitespace-pre-line">{text}</code>
      </span>
      {problems.length > 0 && (
        <ul className="ml-6">
          {problems.map((problem) => (
            <ProblemItem key={`${problem.field} ${problem.message}`} problem={problem} onPlace={onPlace} />
          ))}
        </ul>
      )}
    </li>
  );
}

/** Says in one sentence how much of the text is in the cluster now: nothing is half applied without a word. */
function summaryOf({ problems, outcomes, message }: ManifestReport): string {
  if (message !== '') return message;
  if (problems.length > 0) return 'Nothing was sent: the text has to be right as a whole first.';
  const failed = outcomes.filter((outcome) => outcome.result === 'failed').length;
  if (failed === outcomes.length) return 'Nothing was applied.';
  return `${outcomes.length - failed} of ${outcomes.length} documents were applied and stay so; ${failed} ${failed === 1 ? 'was' : 'were'} refused.`;
}

/** What applying came to: places in the text that are wrong, and what happened to each document. */
export function ManifestReportView({
  report,
  onPlace,
}: {
  readonly report: ManifestReport;
  readonly onPlace: OnPlace;
}) {
  const { problems, outcomes } = report;
  return (
    <section
      role="alert"
      aria-label={problems.length > 0 ? strings.manifestProblems : strings.manifestResults}
      className="max-h-[34vh] overflow-auto rounded-lg border border-fail bg-fail-soft px-3.5 py-2 text-[13px]"
    >
      <p className="font-semibold">{summaryOf(report)}</p>
      <ul>
        {problems.map((problem) => (
          <ProblemItem
            key={`${problem.document} ${problem.line} ${problem.message}`}
            problem={problem}
            onPlace={onPlace}
          />
        ))}
        {outcomes.map((outcome) => (
          <OutcomeItem key={`${outcome.document} ${outcome.line}`} outcome={outcome} onPlace={onPlace} />
        ))}
      </ul>
    </section>
  );
}
