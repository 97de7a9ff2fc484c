import { lazy, Suspense, useEffect, useState } from 'react';
import { ClusterView } from './canvas';
import { listenToKeys } from './keyboard';
import { DropTarget } from './panels/drop-target';
import { Inspector } from './panels/inspector';
import { NarrationLine } from './panels/narration-line';
import { BranchNotice, DefectBanner, FailurePanel, Notices } from './panels/notices';
import { TopBar } from './panels/top-bar';
import { useUi } from './store';
import { strings } from './strings';
import { TimeBar } from './time/time-bar';

const ManifestDialog = lazy(() => import('./editor/manifest-dialog'));
const EditDialog = lazy(() => import('./editor/edit-dialog'));
const BridgeDialog = lazy(() => import('./panels/bridge-dialog'));
const TerminalDrawer = lazy(() => import('./terminal/drawer'));
const HelpDialog = lazy(() => import('./panels/help-dialog'));

/** The page: the picture in the middle, everything else around it and never over it. */
export function App() {
  const manifestOpen = useUi((state) => state.manifestOpen);
  const bridgeOpen = useUi((state) => state.bridgeOpen);
  const terminalOpen = useUi((state) => state.terminalOpen);
  const edit = useUi((state) => state.edit);
  const helpOpen = useUi((state) => state.helpOpen);
  const [sheetOpen, setSheetOpen] = useState(false);
  useEffect(listenToKeys, []);

  return (
    <div className="app">
      <div>
        <TopBar />
        <DefectBanner />
        <BranchNotice />
      </div>
      <main className="stage">
        <section className="relative min-h-0 min-w-0 bg-sheet" aria-label={strings.canvas}>
          <h2 className="sr-only">{strings.canvas}</h2>
          <ClusterView />
          <Notices />
        </section>
        <Inspector open={sheetOpen} onToggle={() => setSheetOpen(!sheetOpen)} />
      </main>
      <footer>
        <Suspense fallback={null}>{terminalOpen && <TerminalDrawer />}</Suspense>
        <NarrationLine />
        <TimeBar />
      </footer>
      <Suspense fallback={null}>
        {manifestOpen && <ManifestDialog />}
        {edit !== null && <EditDialog key={edit.name + edit.text} edit={edit} />}
        {bridgeOpen && <BridgeDialog />}
        {helpOpen && <HelpDialog />}
      </Suspense>
      <DropTarget />
      <FailurePanel />
    </div>
  );
}
