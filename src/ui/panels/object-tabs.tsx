import { lazy, Suspense } from 'react';
import type { Inspection } from '../../worker/protocol';
import { useUi } from '../store';
import { strings } from '../strings';
import { EventsList } from './events-list';
import { FactsList } from './facts-list';
import { type Tab, Tabs } from './tabs';
import { WhyList } from './why-list';

const YamlView = lazy(() => import('./yaml-view'));

/** What the inspector knows of the selected object; null until the worker has sent it. */
export function useInspection(id: string): Inspection | null {
  const inspection = useUi((state) => state.inspection);
  return inspection?.id === id ? inspection : null;
}

const waiting = <p className="text-[13px] text-ink-2">Asking the cluster …</p>;

function Why({ inspection }: { readonly inspection: Inspection }) {
  const { why, effects, facts = [] } = inspection;
  return (
    <>
      <WhyList why={why} effects={effects} />
      {facts.length > 0 && (
        <>
          <h3 className="label mt-3 mb-1">{strings.facts}</h3>
          <FactsList facts={facts} />
        </>
      )}
    </>
  );
}

interface ObjectTabsProps {
  readonly id: string;
  /** What this kind has beyond the others; `before` its Why. */
  readonly before?: readonly Tab[];
  readonly after?: readonly Tab[];
}

/** Why, Events and YAML of an object, and what its kind has besides. */
export function ObjectTabs({ id, before = [], after = [] }: ObjectTabsProps) {
  const inspection = useInspection(id);
  const tabs = [
    ...before,
    {
      key: 'why',
      name: strings.why,
      content: () => (inspection ? <Why inspection={inspection} /> : waiting),
    },
    {
      key: 'events',
      name: strings.events,
      content: () => (inspection ? <EventsList events={inspection.events} /> : waiting),
    },
    {
      key: 'yaml',
      name: strings.yaml,
      content: () =>
        inspection ? (
          <Suspense fallback={waiting}>
            <YamlView id={id} object={inspection.object} gone={inspection.gone} />
          </Suspense>
        ) : (
          waiting
        ),
    },
    ...after,
  ];
  return <Tabs tabs={tabs} label={strings.inspectorTabs} />;
}
