// Writes tar archives (ustar), also such as nobody should write: for readers that must refuse them.

/** One file; `kind` is its type flag, `0` for a regular one. */
export interface TarFile {
  readonly name: string
  readonly content: string
  readonly kind?: string
}

/** An archive with its end. */
export function makeTar(files: readonly TarFile[]): Buffer {
  return Buffer.concat([
    ...files.flatMap(({ name, content, kind = '0' }) => blocksOf(name, Buffer.from(content), kind)),
    Buffer.alloc(1024),
  ])
}

function blocksOf(name: string, content: Buffer, kind: string): Buffer[] {
  const header = Buffer.alloc(512)
  header.write(name, 0, 100)
  header.write('0000644\0', 100)
  header.write('0000000\0', 108)
  header.write('0000000\0', 116)
  header.write(`${content.length.toString(8).padStart(11, '0')}\0`, 124)
  header.write('00000000000\0', 136)
  header.write('        ', 148)
  header.write(kind, 156)
  header.write('ustar\x0000', 257)
  const sum = header.reduce((total, byte) => total + byte, 0)
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148)
  return [header, content, Buffer.alloc((512 - (content.length % 512)) % 512)]
}
