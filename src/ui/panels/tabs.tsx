import { type KeyboardEvent, type ReactNode, useId, useRef, useState } from 'react';

export interface Tab {
  readonly key: string;
  readonly name: string;
  readonly content: () => ReactNode;
}

/** Tabs with the keys that one expects: arrows move, Home and End go to the ends. Only the open one is rendered. */
export function Tabs({ tabs, label }: { readonly tabs: readonly Tab[]; readonly label: string }) {
  const [openKey, setOpenKey] = useState(tabs[0]?.key ?? '');
  const id = useId();
  const list = useRef<HTMLDivElement>(null);
  const openIndex = Math.max(
    0,
    tabs.findIndex((tab) => tab.key === openKey),
  );
  const open = tabs[openIndex];

  const move = (event: KeyboardEvent) => {
    const last = tabs.length - 1;
    const targets: Readonly<Record<string, number>> = {
      ArrowRight: openIndex === last ? 0 : openIndex + 1,
      ArrowLeft: openIndex === 0 ? last : openIndex - 1,
      Home: 0,
      End: last,
    };
    const target = event.shiftKey ? undefined : targets[event.key];
    const tab = target === undefined ? undefined : tabs[target];
    if (target === undefined || !tab) return;
    event.preventDefault();
    setOpenKey(tab.key);
    list.current?.querySelectorAll<HTMLElement>('[role="tab"]')[target]?.focus();
  };

  return (
    <>
      <div ref={list} role="tablist" aria-label={label} className="segmented mt-3" onKeyDown={move}>
        {tabs.map((tab, index) => (
          <button
            key={tab.key}
            type="button"
            role="tab"
            id={`${id}-${tab.key}`}
            aria-selected={index === openIndex}
            aria-controls={`${id}-panel`}
            tabIndex={index === openIndex ? 0 : -1}
            onClick={() => setOpenKey(tab.key)}
          >
            {tab.name}
          </button>
        ))}
      </div>
      <div
        role="tabpanel"
        id={`${id}-panel`}
        aria-labelledby={`${id}-${open?.key ?? ''}`}
        // It scrolls, so it must be reachable by key (ARIA practices).
        tabIndex={0}
        className="tab-panel"
      >
        {open?.content()}
      </div>
    </>
  );
}
