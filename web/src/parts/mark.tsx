import type { Marked, Sign } from '../../../src/read/words/tone.ts'

/** What is going on stands out of a list; what is yet to come stands back. */
export function placeOf({ sign }: Marked): 'current' | 'to-come' | '' {
  if (sign === 'open') return 'to-come'
  return sign === 'going' || sign === 'doubt' || sign === 'again' ? 'current' : ''
}

/** A small sign with its word for those who do not see it. */
export function Mark({ mark: { sign, tone, word }, silent = false }: { mark: Marked; silent?: boolean }) {
  return (
    <span className={`mark tone-${tone}`}>
      <SignShape sign={sign} />
      {silent ? null : <span className="unseen">{word}: </span>}
    </span>
  )
}

function SignShape({ sign }: { sign: Sign }) {
  return (
    <svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true" className={`sign sign-${sign}`}>
      {SHAPES[sign]}
    </svg>
  )
}

const ring = <circle cx="8" cy="8" r="6" fill="none" stroke="currentColor" strokeWidth="1.8" />
const disc = <circle cx="8" cy="8" r="7" fill="currentColor" />

const SHAPES: Readonly<Record<Sign, React.ReactNode>> = {
  done: (
    <>
      {disc}
      <path d="M4.8 8.3l2.2 2.2 4.2-4.8" fill="none" className="sign-cut" strokeWidth="1.8" />
    </>
  ),
  going: (
    <>
      {ring}
      <path d="M8 2a6 6 0 0 1 0 12z" fill="currentColor" />
    </>
  ),
  open: ring,
  failed: (
    <>
      {disc}
      <path d="M5.4 5.4l5.2 5.2M10.6 5.4l-5.2 5.2" className="sign-cut" strokeWidth="1.8" />
    </>
  ),
  doubt: (
    <>
      {disc}
      <path
        d="M6 6.3a2 2 0 1 1 2.9 1.8c-.6.3-.9.6-.9 1.3M8 11.2v.9"
        fill="none"
        className="sign-cut"
        strokeWidth="1.6"
      />
    </>
  ),
  stopped: <rect x="3" y="3" width="10" height="10" rx="1.5" fill="currentColor" />,
  again: (
    <path d="M12.8 6A5.3 5.3 0 1 0 13.3 9M13 2.6V6H9.6" fill="none" stroke="currentColor" strokeWidth="1.8" />
  ),
  person: (
    <>
      <circle cx="8" cy="5" r="3" fill="currentColor" />
      <path d="M2.5 14a5.5 5.5 0 0 1 11 0z" fill="currentColor" />
    </>
  ),
}
