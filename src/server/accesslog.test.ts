import assert from 'node:assert/strict'
import test from 'node:test'
import { createLog } from './accesslog.ts'

const entry = { id: 'a', client: '127.0.0.1', method: 'GET', path: '/m/@v/list', status: 200, ms: 1 }

test('createLog leaves request lines out while nobody reads, keeps notes, and says how many were left out', () => {
  let written = ''
  let backlog = 0
  const log = createLog({ write: (text) => void (written += text), backlog: () => backlog }, () => new Date(0))
  log.request(entry)
  backlog = 17 << 20
  log.request(entry)
  log.request({ ...entry, status: 500 })
  log.note('error', 'the disk is full')
  backlog = 0
  log.request(entry)
  log.flush()
  const lines = written
    .trimEnd()
    .split('\n')
    .map((line): { readonly status?: number; readonly message?: string } => JSON.parse(line))
  assert.deepEqual(
    lines.map(({ status, message }) => status ?? message),
    [
      200,
      'the disk is full',
      '2 lines about requests were left out: the log is not read as fast as it is written',
      200,
    ],
  )
})

test('createLog writes one JSON document a line, whatever a stranger asked for', () => {
  let written = ''
  const log = createLog({ write: (text) => void (written += text), backlog: () => 0 }, () => new Date(0))
  log.request({ ...entry, path: '/a\n{"level":"error"}\u001b[2J', note: 'x\ny' })
  log.flush()
  assert.equal(
    written,
    '{"time":"1970-01-01T00:00:00.000Z","level":"info","id":"a","client":"127.0.0.1","method":"GET","status":200,"ms":1,"path":"/a\\n{\\"level\\":\\"error\\"}\\u001b[2J","note":"x\\ny"}\n',
  )
})
