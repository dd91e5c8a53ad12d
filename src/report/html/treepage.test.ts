import assert from 'node:assert/strict'
import test from 'node:test'
import type { TreeModule, TreeReport } from '../tree.ts'
import { treePage } from './treepage.ts'

function reportOf(edges: TreeReport['edges']): TreeReport {
  const about = { direct: true, scope: 'code', parent: '', depth: 1, packages: 1, bytes: 1, alone: 0 } as const
  const modules: TreeModule[] = [
    { ...about, path: 'you', version: '', main: true, depth: 0 },
    { ...about, path: 'example.com/a', version: 'v1.0.0', main: false, parent: 'you' },
  ]
  return {
    schema: 'modwarden/tree/1',
    subject: { folder: '/p', modules: ['</script><b>you'], platform: 'linux/amd64', goVersion: '1.26' },
    modules,
    edges,
    gaps: [],
    only: [],
    exitCode: 0,
    seconds: 0,
  }
}

const embedded = (page: string): { readonly edges: ReadonlyArray<readonly [number, number, string, number]> } =>
  JSON.parse(/id="data">([^<]*)</.exec(page)?.[1] ?? '') as ReturnType<typeof embedded>

test('treePage embeds a hundred thousand requirements at most, those that are meant first, and says so', () => {
  const line = { from: 'you', to: 'example.com/a', needs: 'v1.0.0' }
  const repeated = Array.from({ length: 150_000 }, () => ({ ...line, indirect: true }))
  const page = treePage(reportOf([...repeated, { ...line, indirect: false }]), '1.0.0')
  const { edges } = embedded(page)
  assert.equal(edges.length, 100_000)
  assert.deepEqual(edges[0], [0, 1, 'v1.0.0', 0])
  assert.match(page, /50,001 requirements of 150001 left out here/)
  assert.equal(page.includes('<b>you'), false)
  assert.doesNotMatch(treePage(reportOf([{ ...line, indirect: false }]), '1.0.0'), /left out/)
})
