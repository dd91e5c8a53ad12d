// The scenes of corpus/: attacks on the supply chain that are in no code, played by servers on loopback.
import assert from 'node:assert/strict'
import test from 'node:test'
import { playScene, readScenes } from '../corpus/play.ts'
import { gitServer } from './support/gitrepos.ts'

const scenes = readScenes()

test('the scenes are S01 to S12, each once', () => {
  assert.deepEqual(
    scenes.map(({ name }) => name.slice(0, 3)),
    Array.from({ length: 12 }, (_, i) => `S${String(i + 1).padStart(2, '0')}`),
  )
})

for (const scene of scenes) {
  test(`${scene.name}: ${scene.title}`, { skip: gitServer.reason }, async () => {
    assert.deepEqual(await playScene(scene), [])
  })
}
