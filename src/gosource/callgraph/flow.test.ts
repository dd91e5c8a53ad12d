import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { Flow } from './flow.ts'

test('Flow carries atoms along edges that are there and edges that come later', () => {
  const flow = new Flow()
  const [a, b, c] = [flow.node(), flow.node(), flow.node()]
  flow.put(a, 1)
  flow.edge(a, b)
  flow.run(() => undefined)
  flow.edge(b, c)
  flow.put(a, 2)
  flow.run(() => undefined)
  assert.deepEqual(
    [flow.atomsOf(a), flow.atomsOf(b), flow.atomsOf(c)],
    [
      [1, 2],
      [1, 2],
      [1, 2],
    ],
  )
})

test('Flow tells listeners of what is there and of what comes, and they may add to it', () => {
  const flow = new Flow()
  const [a, b] = [flow.node(), flow.node()]
  const heard: number[] = []
  flow.put(a, 1)
  flow.listen(a, (atom) => {
    if (!heard.includes(atom)) heard.push(atom)
    if (atom === 1) flow.edge(b, a)
  })
  flow.put(b, 2)
  flow.run(() => undefined)
  assert.deepEqual(heard, [1, 2])
})

test('Flow gives each variable what can reach it, whatever the order, with cycles', () => {
  const size = 12
  const pair = fc.tuple(fc.nat(size - 1), fc.nat(size - 1))
  fc.assert(
    fc.property(fc.array(pair, { maxLength: 40 }), fc.array(pair, { maxLength: 20 }), (edges, puts) => {
      const flow = new Flow()
      for (let i = 0; i < size; i++) flow.node()
      edges.forEach(([a, b], i) => {
        flow.edge(a, b)
        const put = puts[i]
        if (put !== undefined) flow.put(put[0], put[1])
        if (i % 3 === 0) flow.run(() => undefined)
        if (i % 7 === 0) flow.collapse()
      })
      for (const [node, atom] of puts.slice(edges.length)) flow.put(node, atom)
      flow.collapse()
      flow.run(() => undefined)
      for (let node = 0; node < size; node++) {
        const from = new Set([node])
        for (let round = 0; round < size; round++) for (const [a, b] of edges) if (from.has(b)) from.add(a)
        const want = new Set(puts.filter(([at]) => from.has(at)).map(([, atom]) => atom))
        assert.deepEqual(new Set(flow.atomsOf(node)), want)
      }
    }),
  )
})
