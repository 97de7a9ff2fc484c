/** What can be taken back: inputs that had an effect, those of one batch together. */
import { isSuccess } from '../engine/api/wire';
import type { JournalEntry } from '../engine/kernel/journal';

interface Undo {
  /** Its place in the journal: what is undone begins with this input. */
  readonly index: number;
  readonly label: string;
  /** '' for an input of its own. */
  readonly batch: string;
  /** Requests that have not been answered yet. */
  readonly open: Set<number>;
  /** True once one of them was not refused. */
  effective: boolean;
}

/** Inputs that are no deed of their own. */
const UNNAMED = new Set(['stream-input', 'raise-revision']);

export class UndoList {
  /** Oldest first. */
  private undos: readonly Undo[] = [];

  /** `request`: its number; null for what nobody answers, and which always has an effect. */
  add(index: number, label: string, request: number | null, batch: string): void {
    const before = this.undos.filter((undo) => undo.index < index);
    const last = before[before.length - 1];
    if (last !== undefined && batch !== '' && last.batch === batch && request !== null) {
      last.open.add(request);
      this.undos = before;
      return;
    }
    const open = new Set(request === null ? [] : [request]);
    this.undos = [...before, { index, label, batch, open, effective: request === null }];
  }

  /** The inputs of a journal that was repeated, from the `first` on; those of one command line are one. */
  recall(journal: readonly JournalEntry[], first: number): void {
    journal.forEach(({ label, type }, index) => {
      const before = journal[index - 1];
      if (index < first || UNNAMED.has(type)) return;
      if (index > first && before?.label === label) return;
      this.add(index, label, null, '');
    });
  }

  /** A request that was refused has changed nothing: there is nothing to take back. */
  settle(request: number, code: number): void {
    const undo = this.undos.find(({ open }) => open.has(request));
    if (undo === undefined) return;
    undo.open.delete(request);
    undo.effective = undo.effective || isSuccess(code);
    if (undo.open.size === 0 && !undo.effective) this.undos = this.undos.filter((other) => other !== undo);
  }

  /** The newest of those among the first `inputs` of the journal: what lies ahead of a moment is not undone. */
  newest(inputs: number): { readonly index: number; readonly label: string } | undefined {
    return this.undos.findLast(({ index }) => index < inputs);
  }

  /** How many there are among the first `inputs`. */
  count(inputs: number): number {
    return this.undos.filter(({ index }) => index < inputs).length;
  }

  /** Forgets those from an input on. */
  forgetFrom(index: number): void {
    this.undos = this.undos.filter((undo) => undo.index < index);
  }
}
