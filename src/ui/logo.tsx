/** Our mark: the rings of an orrery around a small cube. Decorative; the name stands beside it. */
export function Logo({ size = 26 }: { readonly size?: number }) {
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 28 28"
      aria-hidden="true"
      focusable="false"
      className="shrink-0"
    >
      <g fill="none" stroke="var(--brass)" strokeWidth="1.6">
        <ellipse cx="14" cy="14" rx="12.4" ry="5" transform="rotate(-24 14 14)" />
        <ellipse cx="14" cy="14" rx="12.4" ry="5" transform="rotate(36 14 14)" />
      </g>
      <path d="M14 9.4l4 2.3v4.6l-4 2.3-4-2.3v-4.6z" fill="var(--ink)" />
      <path
        d="M10 11.7l4 2.3 4-2.3M14 14v4.6"
        fill="none"
        stroke="var(--bg)"
        strokeWidth="0.7"
        opacity="0.55"
      />
      <circle cx="24.6" cy="8.6" r="2" fill="var(--brass)" />
    </svg>
  );
}
