import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { storeSuite } from '../../ports/store/store.suite.ts'
import { databaseSuite } from './database/database.suite.ts'
import { migrateSuite } from './database/migrate.suite.ts'
import { networkSuite } from './database/network.suite.ts'
import { sessionSuite } from './database/session.suite.ts'
import { writesRefusedSuite } from './database/writes-refused.suite.ts'
import { embeddedSuite } from './embedded/embedded.suite.ts'
import { type Embedded, startEmbedded } from './embedded/embedded.ts'
import { noticesSuite } from './notices/notices.suite.ts'
import { openStore } from './open.ts'
import { feedSuite } from './questions/feed.suite.ts'

const given = process.env.DATABASE_URL

describe('the embedded database', () => {
  let dir = ''
  let embedded: Embedded | undefined
  const url = () => embedded?.url ?? ''
  before(async () => {
    dir = await mkdtemp(join(tmpdir(), 'cutwater-postgres-'))
    embedded = await startEmbedded({ dir })
  })
  after(async () => {
    await embedded?.stop()
    await rm(dir, { recursive: true, force: true })
  })
  describe('as a store', () => storeSuite(() => openStore({ url: url() })))
  databaseSuite(url)
  migrateSuite(url)
  feedSuite(url)
  noticesSuite(url)
  networkSuite(url)
  writesRefusedSuite(url)
  sessionSuite(url)
})

describe('the life of the embedded database', embeddedSuite)

describe('the database of DATABASE_URL', () => {
  if (given === undefined) test('keeps to the same rules', { skip: 'DATABASE_URL is not set' }, () => {})
  else storeSuite(() => openStore({ url: given }))
})
