import { Maximize, Minus, Plus } from 'lucide-react';
import { words } from './strings';

interface ZoomControlsProps {
  readonly onZoom: (factor: number) => void;
  readonly onShowAll: () => void;
}

/** For the mouse; keys and fingers have their own ways, so these are out of the tab order. */
export function ZoomControls({ onZoom, onShowAll }: ZoomControlsProps) {
  return (
    <div className="ko-zoom">
      <button
        type="button"
        tabIndex={-1}
        aria-label={words.zoomOut}
        title={words.zoomOut}
        onClick={() => onZoom(1 / 1.4)}
      >
        <Minus size={15} aria-hidden="true" />
      </button>
      <button
        type="button"
        tabIndex={-1}
        aria-label={words.showAll}
        title={words.showAll}
        onClick={onShowAll}
      >
        <Maximize size={14} aria-hidden="true" />
      </button>
      <button
        type="button"
        tabIndex={-1}
        aria-label={words.zoomIn}
        title={words.zoomIn}
        onClick={() => onZoom(1.4)}
      >
        <Plus size={15} aria-hidden="true" />
      </button>
    </div>
  );
}
