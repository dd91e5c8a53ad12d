// A fetched repository on disk: its objects read, a folder of a commit archived, a signature looked at. Nothing is checked
// out; contents are taken out with `git archive`, which go uses too, with export-subst and export-ignore off and no
// filter configured, so that LFS pointers stay pointers.
import fs from 'node:fs'
import path from 'node:path'
import { isWardenError, WardenError } from '../base/errors.ts'
import { isHash } from '../gomod/origin.ts'
import { confirms, signatureOf } from '../gomod/signature.ts'
import type { SourceFile, SourceTree } from '../world/vcs.ts'
import { TarReader, type StoredFile } from './archivetar.ts'
import { diskError } from './diskerror.ts'
import type { Environment } from './environment.ts'
import type { GitAccess } from './gitaccess.ts'

const MOST_OBJECT = 1 << 20
const MOST_NAMES = 16 << 20
const MOST_FILE = 16 << 20
const ARCHIVE_MS = 300_000
/** A few small trees that contain each other can stand for any number of folders, of which nothing is written. */
const ARCHIVE_PROCESSOR_S = 60

/** How a repository is made and read. */
export interface RepositoryOptions {
  readonly env: Environment
  readonly format: 'sha1' | 'sha256'
  /** Bytes that an archive may have. */
  readonly maxArchive: number
  readonly signal: AbortSignal | undefined
}

/** One bare repository; whoever made it disposes of it. */
export class FetchedRepository {
  readonly folder: string
  readonly #git: GitAccess
  readonly #env: Environment
  readonly #signal: AbortSignal | undefined
  readonly #archives: string[] = []
  readonly #maxArchive: number

  private constructor(folder: string, git: GitAccess, options: RepositoryOptions) {
    this.folder = folder
    this.#git = git
    this.#env = options.env
    this.#signal = options.signal
    this.#maxArchive = options.maxArchive
  }

  /** Makes an empty one. Throws `io`, `aborted`. */
  static async make(git: GitAccess, options: RepositoryOptions): Promise<FetchedRepository> {
    const repository = new FetchedRepository(git.folder('repository'), git, options)
    const { folder } = repository
    const { format, signal } = options
    const args = ['init', '--quiet', '--bare', '--template=', `--object-format=${format}`, '.']
    const ran = await git.local({ folder, args, maxOutput: MOST_OBJECT, signal })
    if (ran.code !== 0) throw new WardenError('io', `git init: ${ran.said}`)
    try {
      // Before all that a repository says, as go does: zips must not depend on when and by whom they are made.
      fs.mkdirSync(path.join(folder, 'info'), { recursive: true })
      fs.writeFileSync(path.join(folder, 'info', 'attributes'), '* -export-subst -export-ignore\n')
    } catch (error) {
      throw diskError(error, 'write', folder)
    }
    return repository
  }

  /** The object that a name leads to; `undefined` where there is none. */
  async resolve(name: string): Promise<string | undefined> {
    const ran = await this.#run(['rev-parse', '--verify', '--quiet', '--end-of-options', name])
    const line = ran.stdout.toString().trim()
    return ran.code === 0 && isHash(line) ? line : undefined
  }

  /** Whether a branch or tag of it leads to a commit. */
  async isReached(commit: string): Promise<boolean> {
    const ran = await this.#run(['for-each-ref', '--count=1', `--contains=${commit}`])
    return ran.code === 0 && ran.stdout.length > 0
  }

  /** The tags, by whole name, that lead to a commit or to one before it. Throws `not-found` where it is not here. */
  async tagsBefore(commit: string): Promise<readonly string[]> {
    const ran = await this.#run(['for-each-ref', '--format=%(refname)', `--merged=${commit}`, 'refs/tags'], MOST_NAMES)
    if (ran.code !== 0) throw new WardenError('not-found', `git: no branch or tag leads to ${commit.slice(0, 12)}`)
    return ran.stdout
      .toString()
      .split('\n')
      .filter((name) => name !== '')
  }

  /** The text of a commit or tag, at most 1 MiB. */
  async object(kind: 'commit' | 'tag', id: string): Promise<string> {
    const ran = await this.#run(['cat-file', kind, id])
    if (ran.code !== 0) throw new WardenError('io', `git cat-file ${id.slice(0, 12)}: ${ran.said}`)
    return ran.stdout.toString()
  }

  /** The bytes of `<commit>:<path>`; `undefined` where there is no file, or one over 16 MiB. */
  async blob(name: string): Promise<Uint8Array | undefined> {
    try {
      const ran = await this.#run(['cat-file', 'blob', name], MOST_FILE)
      return ran.code === 0 ? ran.stdout : undefined
    } catch (error) {
      if (!isWardenError(error, 'too-large')) throw error
      return undefined
    }
  }

  /** The files of a commit's folder ('' for all). Throws `parse`, `too-large` (200,000 files too), `io`, `aborted`. */
  async archive(commit: string, below: string): Promise<SourceTree> {
    const place = `${this.folder}.tree${this.#archives.length}`
    this.#archives.push(place)
    const reader = new TarReader(place, below === '' ? 'p/' : `p/${below}/`, 'p/')
    try {
      const ran = await this.#git.local({
        folder: this.folder,
        settings: ['core.autocrlf=input', 'core.eol=lf'],
        args: ['archive', '--format=tar', '--prefix=p/', '--end-of-options', commit, ...(below === '' ? [] : [below])],
        timeoutMs: ARCHIVE_MS,
        maxProcessor: ARCHIVE_PROCESSOR_S,
        maxOutput: this.#maxArchive,
        signal: this.#signal,
        onOutput: (chunk) => reader.write(chunk),
      })
      if (ran.code !== 0) {
        // A tree with names that lead out of it: git refuses it, and so does go.
        const code = ran.said.includes('invalid path') ? 'parse' : 'io'
        throw new WardenError(code, `git archive ${commit.slice(0, 12)}: ${ran.said}`)
      }
      reader.end()
    } finally {
      reader.close()
    }
    const stored = new Map<SourceFile, StoredFile>(reader.files.map((file) => [file, file]))
    return {
      files: reader.files,
      read: async (file) => {
        const known = stored.get(file)
        return Promise.resolve(
          known === undefined || known.kind === 'link' ? new Uint8Array(0) : readPart(place, known),
        )
      },
    }
  }

  /** Whether git takes the signature of a tag or commit for good, with the user's keys; `text` is the object's. */
  async verified(text: string, id: string): Promise<boolean> {
    const signature = signatureOf(text)
    if (signature === undefined || !(await this.#hasKeys(signature.kind))) return false
    const command = text.startsWith('object ') ? 'verify-tag' : 'verify-commit'
    const ran = await this.#git.asUser({
      folder: this.folder,
      args: [command, '--raw', id],
      maxOutput: MOST_OBJECT,
      signal: this.#signal,
    })
    // Of the key that is shown, not of another one that an object names elsewhere.
    return ran.code === 0 && confirms(ran.stderr, signature)
  }

  /** Whether the user keeps keys for a kind of signatures; without any nothing could be said of one. */
  async #hasKeys(kind: 'OpenPGP' | 'SSH' | 'X.509'): Promise<boolean> {
    if (kind === 'OpenPGP') {
      const home = this.#env['GNUPGHOME'] ?? path.join(this.#env['HOME'] ?? '/nonexistent', '.gnupg')
      return ['pubring.kbx', 'pubring.gpg'].some((name) => fs.existsSync(path.join(home, name)))
    }
    const key = kind === 'SSH' ? 'gpg.ssh.allowedSignersFile' : 'gpg.x509.program'
    const args = ['config', '--get', key]
    return (
      (await this.#git.asUser({ folder: this.folder, args, maxOutput: MOST_OBJECT, signal: this.#signal })).code === 0
    )
  }

  #run(args: readonly string[], maxOutput = MOST_OBJECT): ReturnType<GitAccess['local']> {
    return this.#git.local({ folder: this.folder, args, maxOutput, signal: this.#signal })
  }

  /** Removes it from the disk; what cannot be removed goes with the whole folder of the run. */
  async dispose(): Promise<void> {
    for (const place of [this.folder, ...this.#archives]) {
      await fs.promises.rm(place, { recursive: true, force: true }).catch(() => undefined)
    }
  }
}

function readPart(place: string, { offset, size }: StoredFile): Uint8Array {
  const bytes = Buffer.alloc(size)
  try {
    const fd = fs.openSync(place, 'r')
    try {
      for (let done = 0; done < size;) {
        const got = fs.readSync(fd, bytes, done, size - done, offset + done)
        if (got === 0) throw new Error('cut')
        done += got
      }
    } finally {
      fs.closeSync(fd)
    }
  } catch (error) {
    throw diskError(error, 'read', place)
  }
  return bytes
}
