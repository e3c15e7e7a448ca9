import { type FormEvent, useEffect, useState } from 'react'
import { Button, Input, Label, TextField } from 'react-aria-components'
import { Refused } from '../../data/api.ts'
import { logIn, session } from '../../data/session.ts'
import { CopyLine } from '../../parts/copy-line.tsx'
import { navigate } from '../../shell/routes.ts'
import { Shell } from '../../shell/shell.tsx'

type Attempt =
  | { readonly at: 'rest' }
  | { readonly at: 'asking' }
  | { readonly at: 'failed'; readonly because: string; readonly remedy: string }

/** Code and place come in the fragment, which no server and no log ever sees. */
function fragment(): { readonly code: string; readonly next: string } {
  const said = new URLSearchParams(location.hash.slice(1))
  const next = said.get('next') ?? '/'
  const ours = /^\/(?![/\\])/.test(next) && !next.startsWith('/login')
  return { code: said.get('code') ?? '', next: ours ? next : '/' }
}
const used = new Set<string>()

/** How to get in: by the one-time link of `cutwater open`, or by its code. */
export function LoginPage() {
  const [attempt, setAttempt] = useState<Attempt>({ at: 'rest' })
  const [code, setCode] = useState('')
  const [next, setNext] = useState(() => fragment().next)

  const enter = async (given: string, to: string) => {
    setAttempt({ at: 'asking' })
    try {
      await logIn(given)
      navigate(to, { replace: true })
    } catch (error) {
      const remedy = error instanceof Refused ? error.remedy : 'See whether it runs, then try again.'
      setAttempt({ at: 'failed', because: error instanceof Error ? error.message : String(error), remedy })
    }
  }
  // biome-ignore lint/correctness/useExhaustiveDependencies: what comes in the address is taken when it comes
  useEffect(() => {
    const arrive = () => {
      if (location.hash === '') return
      const { code, next } = fragment()
      setNext(next)
      history.replaceState(null, '', '/login')
      if (code === '' || used.has(code)) return
      used.add(code)
      void enter(code, next)
    }
    arrive()
    addEventListener('hashchange', arrive)
    return () => removeEventListener('hashchange', arrive)
  }, [])
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (code.trim() !== '' && attempt.at !== 'asking') void enter(code.trim(), next)
  }
  return (
    <Shell title="Log in">
      <div className="plain-page login">
        <h1>Let this browser in</h1>
        <SessionEnded />
        <ol className="ways">
          <li>
            <p>On the machine of the server, or wherever you have a token, type</p>
            <CopyLine line={`cutwater open${next.startsWith('/changes/') ? ` ${next.slice(9)}` : ''}`} />
            <p>It prints a link for one use. Open it here: you are in for twelve hours.</p>
          </li>
          <li>
            <form onSubmit={submit}>
              <TextField className="field" value={code} onChange={setCode} autoComplete="off">
                <Label>Or paste the code of that link</Label>
                <Input spellCheck={false} autoCapitalize="off" />
              </TextField>
              <Button type="submit" className="button">
                {attempt.at === 'asking' ? 'Asking …' : 'Log in'}
              </Button>
            </form>
          </li>
        </ol>
        <div role="alert">
          {attempt.at === 'failed' ? (
            <p className="problem">
              <strong>{attempt.because}</strong> {attempt.remedy}
            </p>
          ) : null}
        </div>
      </div>
    </Shell>
  )
}

function SessionEnded() {
  const now = session.get()
  if (now.state !== 'out' || now.because === null) return null
  return <p className="problem">{now.because.message}</p>
}
