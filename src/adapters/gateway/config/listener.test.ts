import assert from 'node:assert/strict'
import { test } from 'node:test'
import { listenersOf } from './listener.ts'

const AT = '127.0.0.1:8080'

test('routes of one address share it by their paths, and the one without takes the rest', () => {
  const [one, ...others] = listenersOf([
    { name: 'pages', listen: AT, target: 'pages' },
    { name: 'api', listen: AT, target: 'api', paths: ['/api/v1/*', '/health'] },
    { name: 'files', listen: AT, target: 'files', paths: ['/api/v1/files/*', '/files/*'] },
  ])
  assert.ok(one)
  assert.deepEqual([others, one.listen, one.targets], [[], AT, ['pages', 'api', 'files']])
  const leads = (url: string) => one.choose(url)
  assert.equal(leads('/'), 'pages')
  assert.equal(leads('/api/v1/orders?x=/files/1'), 'api')
  assert.equal(leads('/api/v1/files/1'), 'api', 'the first that fits')
  assert.equal(leads('/files/1'), 'files')
  assert.equal(leads('/health'), 'api')
  assert.equal(leads('/health/live'), 'pages')
  assert.equal(leads('/api/v2/orders'), 'pages')
})

test('what nobody takes leads nowhere, and a free port is nobody else’s', () => {
  const [shared, ...free] = listenersOf([
    { name: 'api', listen: AT, target: 'api', paths: ['/api/*'] },
    { name: 'a', listen: '127.0.0.1:0', target: 'a' },
    { name: 'b', listen: '127.0.0.1:0', target: 'b' },
  ])
  assert.equal(shared?.choose('/'), null)
  assert.deepEqual(
    free.map(({ choose }) => choose('/')),
    ['a', 'b'],
  )
})
