import { useEffect } from 'react'
import { RouterProvider } from 'react-aria-components'
import { loadSession, session } from '../data/session.ts'
import { useStore } from '../data/store.ts'
import { ChangePage } from '../pages/change/change-page.tsx'
import { ChangesPage } from '../pages/changes/changes-page.tsx'
import { LoginPage } from '../pages/login/login-page.tsx'
import { navigate, routeOf, usePath } from '../shell/routes.ts'
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
  const path = usePath()
  const { state } = useStore(session)
  const route = routeOf(path)
  const atLogin = route.page === 'login'
  useEffect(() => {
    if (!atLogin && state === 'asking') void loadSession()
    // Back here after the login; the place is said in the fragment, which no server and no log ever sees.
    if (!atLogin && state === 'out') navigate(`/login#next=${encodeURIComponent(path)}`, { replace: true })
  }, [atLogin, state, path])

  if (atLogin) return <LoginPage />
  if (state === 'gone') return <NoServer />
  if (state !== 'in') return null
  switch (route.page) {
    case 'changes':
      return <ChangesPage />
    case 'change':
      return <ChangePage key={route.id} id={route.id} />
    case 'nowhere':
      return (
        <Shell title="Nothing here">
          <div className="plain-page">
            <h1>There is nothing here</h1>
            <p>
              No page has the address <code>{route.path}</code>.
            </p>
          </div>
        </Shell>
      )
  }
}
