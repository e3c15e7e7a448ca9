import { useEffect } from 'react'
import { RouterProvider } from 'react-aria-components'
import { Route, Switch, useRoute } from 'wouter'
import { usePathname } from 'wouter/use-browser-location'
import { loadSession, session } from '../data/session.ts'
import { useStore } from '../data/store.ts'
import { ChangePage } from '../pages/change/change-page.tsx'
import { ChangesPage } from '../pages/changes/changes-page.tsx'
import { FollowUpsPage } from '../pages/follow-ups/follow-ups-page.tsx'
import { LoginPage } from '../pages/login/login-page.tsx'
import { MinePage } from '../pages/mine/mine-page.tsx'
import { ServerPage } from '../pages/server/server-page.tsx'
import { CHANGE, CHANGES, FOLLOW_UPS, LOGIN, MINE, navigate, SERVER } from '../shell/routes.ts'
import { Shell } from '../shell/shell.tsx'
import { NoServer } from './no-server.tsx'

export function App() {
  return (
    <RouterProvider navigate={navigate}>
      <Page />
    </RouterProvider>
  )
}

function Page() {
  const path = usePathname()
  const [atLogin] = useRoute(LOGIN)
  const { state } = useStore(session)
  useEffect(() => {
    if (!atLogin && state === 'asking') void loadSession()
    // Back here after the login; the place is said in the fragment, which no server and no log ever sees.
    if (!atLogin && state === 'out') navigate(`/login#next=${encodeURIComponent(path)}`, { replace: true })
  }, [atLogin, state, path])

  if (atLogin) return <LoginPage />
  if (state === 'gone') return <NoServer />
  if (state !== 'in') return null
  return (
    <Switch>
      <Route path={CHANGES}>
        <ChangesPage />
      </Route>
      <Route path={CHANGE}>
        {({ id }) => (id === undefined ? <NotFound path={path} /> : <ChangePage key={id} id={id} />)}
      </Route>
      <Route path={MINE}>
        <MinePage />
      </Route>
      <Route path={FOLLOW_UPS}>
        <FollowUpsPage />
      </Route>
      <Route path={SERVER}>
        <ServerPage />
      </Route>
      <Route>
        <NotFound path={path} />
      </Route>
    </Switch>
  )
}

function NotFound({ path }: { readonly path: string }) {
  return (
    <Shell title="Nothing here">
      <div className="plain-page">
        <h1>There is nothing here</h1>
        <p>
          No page has the address <code>{path}</code>.
        </p>
      </div>
    </Shell>
  )
}
