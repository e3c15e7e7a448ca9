import { howToInstall, isInstalled } from '../adapters/postgres/embedded/binaries.ts'

/** Whether there is a Postgres to start, and the command that installs it. */
export const embeddedPostgres = { isInstalled, howToInstall }
