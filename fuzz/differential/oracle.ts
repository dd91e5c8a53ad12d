// The Go program of goprogram.ts as a process: batches in, answers out, each with its length before it.
import { spawn } from 'node:child_process'
import { built } from '../../test/support/go.ts'
import { goProgram } from './goprogram.ts'

/** A go.mod or go.work text, and how it is parsed. */
export interface ModQuestion {
  readonly mode: 'strict' | 'lax' | 'work'
  readonly text: string
}

/** Questions of any kinds; they are answered in this order. */
export interface Batch {
  readonly names?: readonly (readonly string[])[]
  readonly mods?: readonly ModQuestion[]
  readonly sums?: readonly Uint8Array[]
  /** Compiled programs, or what looks like them. */
  readonly programs?: readonly Uint8Array[]
  /** Zips that the program makes itself, from `seed` on; `extract` unpacks them too, which takes longer. */
  readonly zips?: { readonly seed: number; readonly count: number; readonly extract: boolean }
}

/** A running oracle. */
export interface Oracle {
  /** The answers, one for each question. Batches may be asked ahead: the program works while we do. */
  ask(batch: Batch): Promise<readonly unknown[]>
  close(): Promise<void>
}

/** Starts the program, which is built where that has not been done before. Throws where Go cannot be had. */
export function startOracle(): Oracle {
  const child = spawn(built(goProgram()), { stdio: ['pipe', 'pipe', 'pipe'] })
  const waiting: PromiseWithResolvers<readonly unknown[]>[] = []
  let stderr = ''
  let chunks: Buffer[] = []
  let size = 0
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr = (stderr + text).slice(-10_000)
  })
  child.stdout.on('data', (chunk: Buffer) => {
    chunks.push(chunk)
    size += chunk.length
    while (size >= 4) {
      const all = chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks)
      chunks = [all]
      const end = 4 + all.readUInt32LE(0)
      if (size < end) break
      const answers: unknown = JSON.parse(all.toString('utf8', 4, end))
      chunks = [all.subarray(end)]
      size -= end
      if (!Array.isArray(answers)) throw new Error('the go oracle answered something else')
      waiting.shift()?.resolve(answers)
    }
  })
  const ended = new Promise<void>((resolve) => {
    child.on('close', (code) => {
      for (const one of waiting.splice(0)) one.reject(new Error(`the go oracle ended with ${code}: ${stderr}`))
      resolve()
    })
  })
  // What goes wrong with the pipe is told by the end of the process.
  child.stdin.on('error', () => undefined)
  return {
    ask(batch) {
      const frame = Buffer.from(
        JSON.stringify({
          Names: batch.names ?? [],
          Mods: (batch.mods ?? []).map(({ mode, text }) => ({ Mode: mode, Text: text })),
          Sums: (batch.sums ?? []).map(base64),
          Programs: (batch.programs ?? []).map(base64),
          Zips: { Seed: batch.zips?.seed ?? 0, Count: batch.zips?.count ?? 0, Extract: batch.zips?.extract ?? false },
        }),
      )
      const length = Buffer.alloc(4)
      length.writeUInt32LE(frame.length)
      const answers = Promise.withResolvers<readonly unknown[]>()
      waiting.push(answers)
      child.stdin.write(Buffer.concat([length, frame]))
      return answers.promise
    },
    async close() {
      child.stdin.end()
      await ended
    },
  }
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64')
}
