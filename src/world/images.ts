// Container images as a port: the Go programs in one. Implemented in src/io/images.ts; nothing of an image is ever written
// to the disk or run.
import type { BuildInfo } from '../gomod/buildinfo.ts'

/** A Go program in an image. */
export interface ImageProgram {
  /** Absolute, as it would lie in a container. */
  readonly path: string
  /** `linux/amd64`; empty where the image does not say. */
  readonly platform: string
  readonly info: BuildInfo
  /** Of the file, hexadecimal. */
  readonly sha256: string
  /** The names of its functions, as the linker wrote them; absent where nobody asked or it has no table of them. */
  readonly functions?: ReadonlySet<string>
}

/** An image, or several for different platforms under one name. */
export interface ImageContents {
  /** As its builder named it; otherwise the name of the file or folder. */
  readonly name: string
  /** `sha256:…` of its manifest, or of its configuration where it has none: of the one for the platform that was wanted. */
  readonly digest: string
  /** By platform, then path. */
  readonly programs: readonly ImageProgram[]
  /** When it was made, RFC 3339, as it says itself; absent where it does not. */
  readonly created?: string
  /** What was not looked at, in sentences. */
  readonly left: readonly string[]
}

/** What is wanted of an image. */
export interface ImageOptions {
  /** `linux/arm64`, `linux/arm/v7`: of an image for several platforms this one alone; `undefined` for all. */
  readonly platform?: string | undefined
  /** Whether the functions of programs are read, too. */
  readonly functions?: boolean
  readonly signal?: AbortSignal | undefined
}

/** Reads images. */
export interface Images {
  /**
   * An OCI layout (a folder, or a tar of one), or what `docker save` writes. Throws `usage` where it is not for the
   * platform, `not-found`, `parse`, `too-large`, `mismatch` where a blob is not what its digest says, `io`, `aborted`.
   */
  read(place: string, options: ImageOptions): Promise<ImageContents>
}
