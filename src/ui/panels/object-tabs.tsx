import { lazy, Suspense } from 'react';
import type { Inspection } from '../../worker/protocol';
import { useUi } from '../store';
import { strings } from '../strings';
import { EventsList } from './events-list';
import { Tabs } from './tabs';
import { WhyList } from './why-list';

const YamlView = lazy(() => import('./yaml-view'));

/** What the inspector knows of the selected object; null until the worker has sent it. */
export function useInspection(id: string): Inspection | null {
  const inspection = useUi((state) => state.inspection);
  return inspection?.id === id ? inspection : null;
}

const waiting = <p className="text-[13px] text-ink-2">Asking the cluster …</p>;

/** Why, Events and YAML of an object. */
export function ObjectTabs({ id }: { readonly id: string }) {
  const inspection = useInspection(id);
  const tabs = [
    {
      key: 'why',
      name: strings.why,
      content: () => (inspection ? <WhyList why={inspection.why} effects={inspection.effects} /> : waiting),
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
            <YamlView object={inspection.object} />
          </Suspense>
        ) : (
          waiting
        ),
    },
  ];
  return <Tabs tabs={tabs} label={strings.inspectorTabs} />;
}
