/** Loops, conditions, `case`, groups. */
import { matches } from '../expand/pattern';
import { Leave } from '../shell-error';
import type { Compound, Script } from '../syntax/ast';
import { conditionHolds } from './condition';
import type { Process } from './process';
import type { Runner } from './runner';

export class CompoundRunner {
  constructor(private readonly runner: Runner) {}

  async run(compound: Compound, process: Process): Promise<number> {
    const { runner } = this;
    const { state } = process;
    switch (compound.type) {
      case 'group':
        return await runner.script(compound.body, process);
      case 'subshell': {
        const inner: Process = { ...process, state: state.fork() };
        return await runner.subshell(() => runner.script(compound.body, inner), inner);
      }
      case 'if': {
        for (const { condition, body } of compound.clauses) {
          if (await this.holds(condition, process)) return await runner.script(body, process);
        }
        state.status = 0;
        return compound.otherwise === null ? 0 : await runner.script(compound.otherwise, process);
      }
      case 'while':
        return await this.loop(
          async () => (await this.holds(compound.condition, process)) !== compound.until,
          compound.body,
          process,
        );
      case 'for': {
        const words =
          compound.words === null ? state.positional : await runner.expander(process).words(compound.words);
        let at = 0;
        return await this.loop(
          async () => {
            if (at >= words.length) return false;
            state.set(compound.name, words[at] ?? '');
            at += 1;
            return true;
          },
          compound.body,
          process,
        );
      }
      case 'loop': {
        const [first, condition, step] = compound.head;
        const expander = runner.expander(process);
        await expander.arithmetic(first);
        let isFirst = true;
        return await this.loop(
          async () => {
            if (!isFirst) await expander.arithmetic(step);
            isFirst = false;
            return condition.parts.length === 0 || (await expander.arithmetic(condition)) !== 0;
          },
          compound.body,
          process,
        );
      }
      case 'case':
        return await this.case(compound, process);
      case 'arithmetic':
        return Number((await runner.expander(process).arithmetic(compound.expression)) === 0);
      case 'test':
        return Number(!(await conditionHolds(compound.condition, process, runner)));
    }
  }

  private async holds(condition: Script, process: Process): Promise<boolean> {
    return (await this.runner.script(condition, { ...process, isCondition: true })) === 0;
  }

  private async loop(next: () => Promise<boolean>, body: Script, process: Process): Promise<number> {
    const { state } = process;
    let status = 0;
    state.loopDepth += 1;
    try {
      for (;;) {
        await this.runner.breathe(process);
        try {
          if (!(await next())) return status;
          status = await this.runner.script(body, process);
        } catch (error) {
          if (!(error instanceof Leave) || (error.what !== 'break' && error.what !== 'continue')) throw error;
          if (error.value > 1 && state.loopDepth > 1) throw new Leave(error.what, error.value - 1);
          status = 0;
          if (error.what === 'break') return 0;
        }
      }
    } finally {
      state.loopDepth -= 1;
    }
  }

  private async case(compound: Extract<Compound, { type: 'case' }>, process: Process): Promise<number> {
    const expander = this.runner.expander(process);
    const subject = await expander.text(compound.word);
    let status = 0;
    let fallsThrough = false;
    for (const { patterns, body, end } of compound.items) {
      let isMatch = fallsThrough;
      for (const pattern of patterns) isMatch ||= matches(subject, await expander.pattern(pattern));
      if (!isMatch) continue;
      process.state.status = 0;
      status = await this.runner.script(body, process);
      if (end === ';;') return status;
      fallsThrough = end === ';&';
    }
    return status;
  }
}
