import { closeManifest, type ManifestReport, openManifest, toast } from './store';
import { pageTransport, worldClock } from './store/transport';

const noObjects: ManifestReport = {
  problems: [],
  outcomes: [],
  message: 'error: no objects passed to apply',
};

/**
 * `kubectl apply -f source`: reads the whole text first and sends nothing when any of it is wrong. The YAML library is
 * loaded here, on the first use, and not with the page.
 */
async function applyText(text: string, source: string): Promise<ManifestReport> {
  const [{ parseManifest }, { applyDocuments }] = await Promise.all([
    import('../cli/manifest'),
    import('../cli/kubectl/apply/apply-documents'),
  ]);
  const { documents, problems } = parseManifest(text);
  if (problems.length > 0) return { problems, outcomes: [], message: '' };
  if (documents.length === 0) return noObjects;
  const environment = {
    transport: pageTransport,
    commandLine: `kubectl apply -f ${source}`,
    now: worldClock.now,
    sleep: worldClock.sleep,
    signal: new AbortController().signal,
  };
  try {
    const outcomes = await applyDocuments(documents, environment, { namespace: 'default', source });
    return { problems: [], outcomes, message: '' };
  } catch (error) {
    return { problems: [], outcomes: [], message: error instanceof Error ? error.message : String(error) };
  }
}

/** True when every document was taken. */
function succeeded(report: ManifestReport): boolean {
  const { problems, outcomes, message } = report;
  return problems.length === 0 && message === '' && outcomes.every((outcome) => outcome.result !== 'failed');
}

/** Applies a text; tells of success in a notice, of anything else in the dialog, beside the text. */
export async function applyAndTell(text: string, source: string): Promise<void> {
  const report = await applyText(text, source);
  if (succeeded(report)) {
    closeManifest();
    toast('info', report.outcomes.map((outcome) => outcome.text).join('\n'));
  } else {
    openManifest(text, report);
  }
}

const manifestName = /\.(?:ya?ml|json)$/i;
const fileBytesMax = 1.5 * 1024 * 1024;

/** Files that may be manifests, in the order of their names; says which are left alone. */
function manifestsAmong(files: readonly File[]): readonly File[] {
  const fitting = files.filter((file) => manifestName.test(file.name) && file.size <= fileBytesMax);
  const strangers = files.filter((file) => !fitting.includes(file));
  if (strangers.length > 0) {
    const names = strangers.map((file) => file.name).join(', ');
    toast('error', `Not applied: ${names}. Manifests end in .yaml, .yml or .json and have at most 1.5 MiB.`);
  }
  return fitting.toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

/** Puts dropped files into the editor, one after the other. */
export async function readFiles(files: readonly File[]): Promise<void> {
  const texts = await Promise.all(manifestsAmong(files).map((file) => file.text()));
  if (texts.length > 0) openManifest(texts.join('\n---\n'));
}

/** Applies dropped files, in the order of their names as kubectl does with a folder; stops at the first refusal. */
export async function applyFiles(files: readonly File[]): Promise<void> {
  for (const file of manifestsAmong(files)) {
    const text = await file.text();
    const report = await applyText(text, file.name);
    if (!succeeded(report)) {
      openManifest(text, report);
      return;
    }
    toast('info', report.outcomes.map((outcome) => outcome.text).join('\n'));
  }
}
