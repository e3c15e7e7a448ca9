/** The one place that knows every part, for whoever starts the house or asks one of its parts directly. */
export { gatewayMain as runGateway } from './adapters/gateway/main.ts'
export { databaseTime as databaseClock } from './adapters/postgres/database-time.ts'
export { openAnchor } from './compose/anchor.ts'
export { NotServable, readBinding } from './compose/binding.ts'
export { gatewaysOf, latchDirectly } from './compose/direct.ts'
export { serveHttp } from './compose/http.ts'
export { openJournal } from './compose/journal.ts'
export { type ComposedServer, composeServer, type ServerOptions } from './compose/server.ts'
