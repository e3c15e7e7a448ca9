/** The edge of a pier, and the current that divides before it. */
export function Logo() {
  return (
    <svg viewBox="0 0 34 28" width="34" height="28" aria-hidden="true" className="logo">
      <path d="M12 14c4-5.2 9-7.8 15-7.8h5v15.600h-5c-6 0-11-2.6-15-7.800z" fill="currentColor" />
      <path
        d="M2 14h5M2 9.500c5.5 0 8-1 11-3.800S20.5 2 27 2h5M2 18.500c5.5 0 8 1 11 3.800S20.5 26 27 26h5"
        fill="none"
        stroke="currentColor"
        strokeWidth="2.2"
        strokeLinecap="round"
      />
    </svg>
  )
}
