import type { ReactNode } from 'react';

function Icon({ children }: { readonly children: ReactNode }) {
  return (
    <svg width="16" height="16" viewBox="0 0 16 16" fill="currentColor" aria-hidden="true" focusable="false">
      {children}
    </svg>
  );
}

export const BackIcon = () => (
  <Icon>
    <path d="M3 3h2v10H3zM13 3v10L6 8z" />
  </Icon>
);

export const PauseIcon = () => (
  <Icon>
    <path d="M4 3h3v10H4zM9 3h3v10H9z" />
  </Icon>
);

export const PlayIcon = () => (
  <Icon>
    <path d="M4.5 2.5v11L13 8z" />
  </Icon>
);

export const StepIcon = () => (
  <Icon>
    <path d="M11 3h2v10h-2zM3 3v10l7-5z" />
  </Icon>
);
